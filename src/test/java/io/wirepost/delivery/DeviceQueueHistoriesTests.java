package io.wirepost.delivery;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

/**
 * What a {@link DeviceQueue} promises, whatever happens to it: random histories of
 * events, each of which its seed makes again. A failure names its seed.
 */
class DeviceQueueHistoriesTests {

	private static final long HISTORIES = 12_000;

	/** Such as 4711, to run that history alone and have it printed. */
	private static final Long SEED = Long.getLong("history");

	@Test
	void keepsItsPromisesInEveryHistory() {
		if (SEED != null) {
			new QueueHistory(SEED, true).run();
			return;
		}
		LongStream.range(0, HISTORIES).forEach(DeviceQueueHistoriesTests::run);
	}

	private static void run(long seed) {
		try {
			new QueueHistory(seed, false).run();
		}
		catch (RuntimeException | AssertionError ex) {
			throw new AssertionError("History %d (run it alone with -Dhistory=%d): %s".formatted(seed, seed, ex), ex);
		}
	}

}
