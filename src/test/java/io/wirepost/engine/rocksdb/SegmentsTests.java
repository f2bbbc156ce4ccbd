package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import static org.assertj.core.api.Assertions.assertThat;

/** What is found of segments when the store is opened. */
class SegmentsTests {

	private static final byte[] MESSAGES = SegmentFamily.MESSAGES.nameOf(1);

	private static final byte[] INDEX = SegmentFamily.INDEX.nameOf(1);

	@TempDir
	private Path directory;

	@Test
	void anIndexWithoutMessagesIsLeftOverByACrashAndGoes() throws Exception {
		List<DeviceMessage> kept = appended("a");
		alter((db, families) -> db.createColumnFamily(new ColumnFamilyDescriptor(SegmentFamily.INDEX.nameOf(2)))
			.close());
		try (TestJournal journal = open()) {
			journal.store().use((database) -> {
				database.roll();
				return null;
			});
			assertThat(journal.readAll(MessageQuery.behind(null, 10))).containsExactlyElementsOf(kept);
		}
	}

	@Test
	void aSegmentIsDroppedWithItsIndex() throws Exception {
		appended("a");
		try (TestJournal journal = open()) {
			journal.store().use((database) -> {
				database.roll();
				database.drop(database.segments().get(0));
				return null;
			});
		}
		try (Options options = new Options()) {
			assertThat(RocksDB.listColumnFamilies(options, this.directory.toString())).doesNotContain(MESSAGES, INDEX)
				.contains(SegmentFamily.MESSAGES.nameOf(2), SegmentFamily.INDEX.nameOf(2));
		}
	}

	@Test
	void aDropThatFailedHalfWayGoesOnWithTheNextAttempt() throws Exception {
		appended("a");
		try (TestJournal journal = open()) {
			journal.store().use((database) -> {
				database.roll();
				Segment segment = database.segments().get(0);
				assertThat(segment.retain()).isTrue();
				database.drop(segment);
				database.drop(segment);
				return null;
			});
			assertThat(journal.readAll(MessageQuery.behind(null, 10))).isEmpty();
		}
	}

	private List<DeviceMessage> appended(String... devices) throws Exception {
		List<DeviceMessage> messages = new ArrayList<>();
		try (TestJournal journal = open()) {
			for (String device : devices) {
				messages.add(journal.append(TestMessages.message(device, "text")));
			}
		}
		return messages;
	}

	private TestJournal open() throws Exception {
		return TestJournal.open(this.directory, TestMessages.settings(1000), Clock.systemUTC());
	}

	private void alter(Alteration alteration) throws Exception {
		try (Options options = new Options(); DBOptions database = new DBOptions()) {
			List<ColumnFamilyDescriptor> descriptors = RocksDB.listColumnFamilies(options, this.directory.toString())
				.stream()
				.map(ColumnFamilyDescriptor::new)
				.toList();
			List<ColumnFamilyHandle> handles = new ArrayList<>();
			try (RocksDB db = RocksDB.open(database, this.directory.toString(), descriptors, handles)) {
				Map<String, ColumnFamilyHandle> families = new HashMap<>();
				for (ColumnFamilyHandle handle : handles) {
					families.put(new String(handle.getName()), handle);
				}
				alteration.apply(db, families);
				handles.forEach(ColumnFamilyHandle::close);
			}
		}
	}

	@FunctionalInterface
	private interface Alteration {

		void apply(RocksDB db, Map<String, ColumnFamilyHandle> families) throws RocksDBException;

	}

}
