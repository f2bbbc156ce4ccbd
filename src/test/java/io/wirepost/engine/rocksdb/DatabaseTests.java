package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;

import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DatabaseTests {

	@TempDir
	private Path directory;

	@Test
	void canBeReadWhereItCannotBeOpenedForWrites() throws Exception {
		DeviceMessage kept;
		try (TestJournal journal = open()) {
			kept = journal.append(TestMessages.message("a", "hello"));
		}
		try (DataDirectory claimed = DataDirectory.claim(this.directory);
				NativeOptions options = new NativeOptions(StoreSizes.of(0))) {
			Database database = Database.openReadOnly(claimed, options);
			assertThat(new SegmentReader(database).read(MessageQuery.behind(null, 10)).items()).containsExactly(kept);
			assertThatExceptionOfType(RocksDBException.class).isThrownBy(database::roll);
			database.close();
		}
	}

	@Test
	void goesOnAfterItWasOpenedAnewUnderItsUsers() throws Exception {
		try (TestJournal journal = open()) {
			DeviceMessage first = journal.append(TestMessages.message("a", "1"));
			journal.store().reopen();
			DeviceMessage second = journal.append(TestMessages.message("a", "2"));
			assertThat(journal.readAll(MessageQuery.behind(null, 10))).containsExactly(first, second);
			journal.store().close();
			assertThatExceptionOfType(JournalUnavailableException.class)
				.isThrownBy(() -> journal.journal().find(first.requiredId()))
				.withMessage("The store is closed");
			assertThatExceptionOfType(JournalUnavailableException.class).isThrownBy(() -> journal.store().reopen());
		}
	}

	private TestJournal open() throws Exception {
		return TestJournal.open(this.directory, TestMessages.settings(1000), Clock.systemUTC());
	}

}
