package io.wirepost.simulator;

import java.util.Map;
import java.util.TreeMap;

/** What all devices count together. Used on the simulation's thread. */
final class Tally {

	/** More kinds of errors than this are counted as one. */
	private static final int MOST_REASONS = 20;

	private long sent;

	private long expected;

	private long acknowledged;

	private long missing;

	private long lost;

	private long requests;

	private long answered;

	private long connected;

	private long reconnects;

	private long unexpected;

	private final Latencies latencies = new Latencies();

	private final Map<String, Long> closed = new TreeMap<>();

	void sent() {
		this.sent++;
	}

	void expected() {
		this.expected++;
	}

	void acknowledged(long nanos) {
		this.acknowledged++;
		this.latencies.add(nanos);
	}

	/** Acknowledgements of a device in order did not come, and will not. */
	void missing(int count) {
		this.missing += count;
	}

	void request() {
		this.requests++;
	}

	void answered() {
		this.answered++;
	}

	void connected() {
		this.connected++;
	}

	void reconnect() {
		this.reconnects++;
	}

	/** Bytes came that are neither an acknowledgement nor a request. */
	void unexpected() {
		this.unexpected++;
	}

	/** A connection ended, or did not come about, and not by the device's own doing. */
	void closed(String reason, boolean hasTrouble) {
		this.lost += hasTrouble ? 0 : 1;
		String counted = (this.closed.size() < MOST_REASONS || this.closed.containsKey(reason)) ? reason : "others";
		this.closed.merge(counted, 1L, Long::sum);
	}

	long sentSoFar() {
		return this.sent;
	}

	long acknowledgedSoFar() {
		return this.acknowledged;
	}

	/** The figures at the end. */
	Summary summary(long open) {
		return new Summary(this.sent, this.expected, this.acknowledged, this.missing, this.lost, this.requests,
				this.answered, this.connected, this.reconnects, this.unexpected, open, new TreeMap<>(this.closed),
				this.latencies.summary());
	}

}
