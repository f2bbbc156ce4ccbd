package io.wirepost.connection;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

import io.wirepost.device.DeviceSettings;
import io.wirepost.device.Devices;
import io.wirepost.harness.Wirepost;
import io.wirepost.message.DeviceId;
import io.wirepost.protocol.ProtocolRefusedException;
import io.wirepost.protocol.Protocols;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A protocol that is removed while something begins to use it. */
class ProtocolInUseTests {

	private static final int ROUNDS = 200;

	private static final Settings PROTOCOL = new Settings(Map.of("framing.type", "line"));

	@Test
	void aListenerNeverSpeaksAProtocolThatIsGone() throws Exception {
		try (Wirepost wirepost = Wirepost.start("wirepost.listeners.a.port=0")) {
			Listeners listeners = wirepost.bean(Listeners.class);
			race(wirepost.bean(Protocols.class), (round) -> {
				listeners.put("l" + round, new Settings(Map.of("port", "0", "protocol", "p" + round)));
				return () -> listeners.remove("l" + round);
			});
		}
	}

	@Test
	void anEndpointNeverSpeaksAProtocolThatIsGone() throws Exception {
		try (Wirepost wirepost = Wirepost.start("wirepost.listeners.a.port=0",
				"wirepost.endpoints.allowed=127.0.0.1/32:1")) {
			Devices devices = wirepost.bean(Devices.class);
			race(wirepost.bean(Protocols.class), (round) -> {
				DeviceId device = new DeviceId("d" + round);
				devices.put(device, new Settings(
						Map.of("endpoint.host", "127.0.0.1", "endpoint.port", "1", "endpoint.protocol", "p" + round))
					.bind(DeviceSettings.class));
				return () -> devices.delete(device);
			});
			assertThat(devices.list(null, null, null, 500)).as("devices whose endpoint was refused").isEmpty();
		}
	}

	/** Removes protocols and begins to use them at the same moments. */
	private static void race(Protocols protocols, IntFunction<Runnable> use) throws Exception {
		for (int i = 0; i < ROUNDS; i++) {
			int round = i;
			protocols.put("p" + round, PROTOCOL);
			CyclicBarrier start = new CyclicBarrier(2);
			CompletableFuture<Boolean> removed = CompletableFuture.supplyAsync(() -> removed(protocols, start, round));
			await(start);
			Runnable undo = used(use, round);
			assertThat(removed.get(10, TimeUnit.SECONDS)).as("removed in round %d", round).isEqualTo(undo == null);
			if (undo != null) {
				undo.run();
				assertThat(protocols.remove("p" + round)).isTrue();
			}
		}
	}

	private static boolean removed(Protocols protocols, CyclicBarrier start, int round) {
		await(start);
		// Using one takes longer, so that this is sometimes in its midst.
		LockSupport.parkNanos(round % 50 * 50_000L);
		try {
			return protocols.remove("p" + round);
		}
		catch (ProtocolRefusedException ex) {
			return false;
		}
	}

	private static Runnable used(IntFunction<Runnable> use, int round) {
		try {
			return use.apply(round);
		}
		catch (InvalidSettingsException ex) {
			return null;
		}
	}

	private static void await(CyclicBarrier start) {
		try {
			start.await(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

}
