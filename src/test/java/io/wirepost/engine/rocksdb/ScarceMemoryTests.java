package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the one thread that writes messages survives. */
class ScarceMemoryTests {

	@TempDir
	private Path directory;

	@Test
	void losesNothingOfABatchWhenMemoryRunsOutInTheMiddleOfIt() throws Exception {
		ScarceMemory clock = new ScarceMemory();
		try (TestJournal journal = TestJournal.open(this.directory, TestMessages.settings(1000), clock)) {
			journal.append(TestMessages.message("a", "before"));
			clock.failures = 3;
			List<CompletableFuture<DeviceMessage>> appended = IntStream.range(0, 10)
				.mapToObj((index) -> journal.journal().append(TestMessages.message("a", "" + index)))
				.toList();
			appended.forEach((one) -> assertThat(one).succeedsWithin(30, TimeUnit.SECONDS));
			assertThat(clock.failures).as("memory has run out").isLessThan(3);
			assertThat(journal.readAll(MessageQuery.behind(null, 100)).stream().map(TestMessages::text))
				.containsExactly("before", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
			assertThat(journal.journal().state().writable()).isTrue();
		}
	}

	/** Stands for whatever needs memory on the way of a message: each is given a time. */
	private static final class ScarceMemory extends Clock {

		private volatile int failures;

		private int calls;

		@Override
		public synchronized long millis() {
			// Every other one, so that it is in the middle of a batch, too.
			if (this.failures > 0 && ++this.calls % 2 == 0) {
				this.failures--;
				throw new OutOfMemoryError("Java heap space");
			}
			return super.millis();
		}

		@Override
		public Instant instant() {
			return Instant.now();
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
