package io.wirepost.transport;

import java.time.Duration;

import io.wirepost.settings.Rules;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long things may take.
 *
 * @param idle silence after which a connection is closed; zero never closes
 * @param firstFrame time for a connection to identify itself
 * @param frame time from a frame's first byte to its last
 * @param write time for a write to reach the network
 */
public record Timeouts(@DefaultValue("10m") Duration idle, @DefaultValue("30s") Duration firstFrame,
		@DefaultValue("30s") Duration frame, @DefaultValue("10s") Duration write) {

	/** The default. */
	public static final Timeouts DEFAULT = new Timeouts(Duration.ofMinutes(10), Duration.ofSeconds(30),
			Duration.ofSeconds(30), Duration.ofSeconds(10));

	public Timeouts {
		Rules.checkIdle("idle", idle);
		Rules.checkDeadline("first-frame", firstFrame);
		Rules.checkDeadline("frame", frame);
		Rules.checkDeadline("write", write);
	}

}
