package io.wirepost.security.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How many lines those without credentials get. */
class UnknownCallersTests {

	private final AtomicLong nanos = new AtomicLong();

	private final Map<String, Long> told = new HashMap<>();

	private final UnknownCallers callers = new UnknownCallers(this.nanos::get,
			(address, count) -> this.told.put(String.valueOf(address), count));

	@Test
	void anAddressHasSomeLinesInAMinuteAndThenACount() {
		int lines = 0;
		for (int i = 0; i < 1000; i++) {
			lines += this.callers.isLine("192.0.2.1") ? 1 : 0;
		}
		assertThat(lines).isEqualTo(UnknownCallers.BY_ADDRESS);
		assertThat(this.callers.isLine("192.0.2.2")).isTrue();
		this.callers.endOfMinute();
		assertThat(this.told).isEmpty();
		this.nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
		this.callers.endOfMinute();
		assertThat(this.told).isEqualTo(Map.of("192.0.2.1", 990L));
		assertThat(this.callers.isLine("192.0.2.1")).isTrue();
	}

	@Test
	void manyAddressesTogetherHaveNoMoreLinesThanThat() {
		int lines = 0;
		for (int i = 0; i < 100_000; i++) {
			lines += this.callers.isLine("2001:db8::" + Integer.toHexString(i % 50_000)) ? 1 : 0;
		}
		assertThat(lines).isEqualTo(UnknownCallers.IN_ALL);
		this.callers.tell();
		assertThat(this.told).hasSizeLessThanOrEqualTo(UnknownCallers.COUNTED + 1);
		assertThat(this.told.values().stream().mapToLong((count) -> count).sum()).isEqualTo(100_000 - lines);
	}

}
