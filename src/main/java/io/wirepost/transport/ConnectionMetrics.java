package io.wirepost.transport;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.message.Direction;

import org.springframework.stereotype.Component;

/** The meters of connections. */
@Component
public class ConnectionMetrics {

	/** The listener's name in meters of connections that Wirepost dialled. */
	public static final String DIALLED = "(endpoint)";

	private final MeterRegistry registry;

	private final Map<Rejection.Reason, Counter> rejections;

	private final Map<Refusal, Counter> refusals;

	ConnectionMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.rejections = byReason("wirepost.rejections", Rejection.Reason.class, registry);
		this.refusals = byReason("wirepost.connections.refused", Refusal.class, registry);
	}

	/** Returns the counters of a listener, or of all endpoints. */
	public Counters of(String listener) {
		return new Counters(counter("messages", listener, Direction.INBOUND),
				counter("messages", listener, Direction.OUTBOUND), counter("bytes", listener, Direction.INBOUND),
				counter("bytes", listener, Direction.OUTBOUND));
	}

	private Counter counter(String name, String listener, Direction direction) {
		return Counter.builder("wirepost." + name)
			.tag("listener", listener)
			.tag("direction", direction.name())
			.register(this.registry);
	}

	/** Registers a gauge for the connections of a listener, or of all endpoints. */
	public void gauge(String listener, Direction direction, Supplier<Number> connections) {
		Gauge.builder("wirepost.connections", connections)
			.tag("listener", listener)
			.tag("direction", direction.name())
			.strongReference(true)
			.register(this.registry);
	}

	/** Removes the meters of a listener that was removed. */
	public void remove(String listener) {
		this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("wirepost.") && listener.equals(id.getTag("listener")))
			.forEach(this.registry::remove);
	}

	/** Bytes were no frame. */
	public void rejected(Rejection.Reason reason) {
		this.rejections.get(reason).increment();
	}

	/** A connection was not accepted, or was closed. */
	public void refused(Refusal reason) {
		this.refusals.get(reason).increment();
	}

	/**
	 * A counter for each reason, registered at the start, so that alerts find it.
	 */
	private static <E extends Enum<E>> Map<E, Counter> byReason(String name, Class<E> reasons, MeterRegistry registry) {
		Map<E, Counter> counters = new EnumMap<>(reasons);
		for (E reason : reasons.getEnumConstants()) {
			counters.put(reason, Counter.builder(name).tag("reason", word(reason)).register(registry));
		}
		return counters;
	}

	private static String word(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** Counters by direction. */
	public record Counters(Counter messagesIn, Counter messagesOut, Counter bytesIn, Counter bytesOut) {
	}

}
