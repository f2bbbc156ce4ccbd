package io.wirepost.message;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is kept of JSON that strangers say: nothing. */
class ForeignJsonTests {

	@Test
	void keepsNoPropertyNames() {
		assertThat(ForeignJson.read("{\"id\":1}").at("/id").asInt()).isEqualTo(1);
		long before = live();
		for (int i = 0; i < 300; i++) {
			String json = "{\"%s%d\":%d}".formatted("x".repeat(40_000), i, i);
			assertThat(ForeignJson.read(json.getBytes(StandardCharsets.UTF_8)).size()).isEqualTo(1);
			assertThat(ForeignJson.read(json).size()).isEqualTo(1);
		}
		await().until(() -> live() - before < 8 << 20);
	}

	/** Bytes of heap that a full collection leaves. */
	private static long live() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
