package io.wirepost.connection;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.wirepost.framing.rejection.Rejection;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.transport.ConnectionMetrics;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The latest rejected bytes, to find out what a device really sends. In memory: the
 * newest {@value #CAPACITY}. Safe for all threads.
 */
@Component
public class Rejections {

	/** The most rejections in memory. */
	public static final int CAPACITY = 10_000;

	private final Clock clock;

	private final ConnectionMetrics metrics;

	private final Deque<RejectedBytes> latest = new ArrayDeque<>();

	private long number;

	Rejections(Clock clock, ConnectionMetrics metrics) {
		this.clock = clock;
		this.metrics = metrics;
	}

	void add(DeviceConnection connection, Rejection rejection) {
		this.metrics.rejected(rejection.reason());
		connection.countRejection();
		DeviceId device = connection.device();
		synchronized (this.latest) {
			if (this.latest.size() == CAPACITY) {
				this.latest.removeLast();
			}
			Instant now = this.clock.instant();
			// So that those of several replicas have an order.
			this.number = Math.max(this.number + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
			this.latest.addFirst(new RejectedBytes(this.number, now, connection.listener(), connection.id(),
					(device != null) ? device.value() : null, connection.remoteAddress(),
					connection.protocol().hasSecrets() ? hidden(rejection) : rejection));
		}
	}

	/** A frame that was cut short, or that has another form, may have the secret. */
	private static Rejection hidden(Rejection rejection) {
		return new Rejection(rejection.reason(), rejection.detail(), rejection.offset(), rejection.size(),
				Payload.owning(new byte[0]), rejection.fatal());
	}

	/**
	 * The newest first.
	 * @param listener only of this listener; null for all
	 * @param before only with a smaller number; null to begin
	 * @param limit the most rejections
	 */
	public List<RejectedBytes> newest(@Nullable String listener, @Nullable Long before, int limit) {
		List<RejectedBytes> found = new ArrayList<>();
		synchronized (this.latest) {
			Iterator<RejectedBytes> each = this.latest.iterator();
			while (each.hasNext() && found.size() < limit) {
				RejectedBytes one = each.next();
				if ((before == null || one.number() < before)
						&& (listener == null || listener.equals(one.listener()))) {
					found.add(one);
				}
			}
		}
		return found;
	}

}
