package io.wirepost.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Connections on which every frame names its own device. */
class ManyDevicesTests {

	@Test
	void allOfThemTogetherCarrySoManyDevicesAgainAndAgain() {
		try (EmbeddedListener embedded = new EmbeddedListener(20)) {
			Listener listener = embedded.listener("gateway", "identify.by=every-frame",
					"identify.pattern=^(?<id>[^:]+):");
			for (int i = 0; i < 3; i++) {
				EmbeddedListener.Visit visit = embedded.visit(listener, frames(20));
				assertThat(visit.keptOpen()).isTrue();
				assertThat(visit.messages()).hasSize(20);
			}
			EmbeddedListener.Visit tooMany = embedded.visit(listener, frames(21));
			assertThat(tooMany.keptOpen()).isFalse();
			assertThat(tooMany.refused()).isEqualTo(1);
			assertThat(embedded.refused("devices")).isEqualTo(1);
			assertThat(tooMany.messages()).hasSize(20);
			assertThat(embedded.visit(listener, frames(20)).keptOpen()).isTrue();
		}
	}

	private static List<byte[]> frames(int devices) {
		return IntStream.range(0, devices)
			.mapToObj((device) -> "%d: x\n".formatted(device).getBytes(StandardCharsets.US_ASCII))
			.toList();
	}

}
