package io.wirepost.transport;

import java.time.Clock;
import java.time.Instant;

import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * Counts what happens on one connection, for it and for where it comes from. Changed on
 * the connection's event loop; other threads see it with at most a moment's delay.
 */
final class TrafficCounter {

	private final ConnectionMetrics.Counters source;

	private final Clock clock;

	private final Instant openedAt;

	private volatile @Nullable Instant lastReadAt;

	private volatile @Nullable Instant lastWrittenAt;

	private volatile long framesIn;

	private volatile long framesOut;

	private volatile long payloadIn;

	private volatile long payloadOut;

	private volatile long bytesRead;

	TrafficCounter(ConnectionMetrics.Counters source, Clock clock) {
		this.source = source;
		this.clock = clock;
		this.openedAt = clock.instant();
	}

	/** Bytes have come. */
	void read(int size) {
		this.bytesRead += size;
		this.lastReadAt = this.clock.instant();
	}

	/** A frame has come. */
	void received(int size) {
		this.framesIn++;
		this.payloadIn += size;
		this.source.messagesIn().increment();
		this.source.bytesIn().increment(size);
	}

	/**
	 * A frame has left.
	 * @return when
	 */
	Instant written(int size) {
		Instant now = this.clock.instant();
		this.lastWrittenAt = now;
		this.framesOut++;
		this.payloadOut += size;
		this.source.messagesOut().increment();
		this.source.bytesOut().increment(size);
		return now;
	}

	/** When the bytes at hand came. */
	Instant lastReadAt() {
		Instant at = this.lastReadAt;
		return (at != null) ? at : this.clock.instant();
	}

	long framesIn() {
		return this.framesIn;
	}

	long bytesRead() {
		return this.bytesRead;
	}

	Traffic snapshot(long pendingBytes, @Nullable SSLSession tls) {
		return new Traffic(this.openedAt, this.lastReadAt, this.lastWrittenAt, this.framesIn, this.framesOut,
				this.payloadIn, this.payloadOut, pendingBytes, (tls != null) ? tls.getProtocol() : null,
				TlsContexts.subject(tls));
	}

}
