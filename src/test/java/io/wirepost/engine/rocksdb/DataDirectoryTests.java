package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.cluster.Cluster;
import io.wirepost.engine.Engine;
import io.wirepost.engine.EngineOpener;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@ExtendWith(OutputCaptureExtension.class)
class DataDirectoryTests {

	@TempDir
	private Path directory;

	@Test
	void makesTheDirectoryAndThoseAbove() {
		openAndClose(this.directory.resolve("a/b/c"));
		assertThat(this.directory.resolve("a/b/c/CURRENT")).exists();
	}

	@Test
	void refusesASecondOpeningOfTheSameDirectoryUnderAnyName() throws Exception {
		Path data = this.directory.resolve("data");
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), data);
		RocksDbStore store = RocksDbStore.open(data, StoreSizes.of(0));
		try {
			assertRefused(data, "is in use by another process");
			assertRefused(link, "is in use by another process");
		}
		finally {
			store.close();
		}
		openAndClose(link);
	}

	@Test
	void refusesAFile() throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		assertRefused(file, "is not a directory");
		assertRefused(file.resolve("below"), "is not a directory");
	}

	@Test
	void refusesADirectoryThatItMayNotWrite() throws Exception {
		Path data = Files.createDirectory(this.directory.resolve("data"));
		Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("---------"));
		assumeTrue(!Files.isWritable(data), "Skipped: this user may write everywhere");
		assertRefused(data, "cannot be written");
		assertRefused(data.resolve("below"), "cannot be written");
	}

	@Test
	void refusesADiskThatIsReadOnly() throws Exception {
		try (TestDisk disk = TestDisk.mount(this.directory, "ro,size=1m")) {
			assertRefused(disk.path(), "cannot be written");
			assertRefused(disk.path().resolve("below"), "cannot be written");
		}
	}

	@Test
	void refusesADiskThatIsFull() throws Exception {
		try (TestDisk disk = TestDisk.mount(this.directory, "size=1m")) {
			disk.fillUp(0);
			assertRefused(disk.path(), "is full");
		}
	}

	@Test
	void refusesDataWithABrokenCurrentFile() throws Exception {
		openAndClose(this.directory);
		Files.writeString(this.directory.resolve("CURRENT"), "garbage");
		assertRefused(this.directory, "is damaged");
	}

	@Test
	void refusesDataOfWhichAFileIsMissing() throws Exception {
		openAndClose(this.directory);
		delete("MANIFEST-");
		assertRefused(this.directory, "is damaged");
	}

	@Test
	void refusesToBeginAnewOverTablesWithoutACurrentFile() throws Exception {
		openAndClose(this.directory);
		writeFormat("1");
		assertThat(files()).anyMatch((file) -> file.toString().endsWith(".sst"));
		Files.delete(this.directory.resolve("CURRENT"));
		List<Path> before = files();
		assertRefused(this.directory, "is damaged (the file CURRENT is missing)");
		assertThat(files()).isEqualTo(before);
	}

	@Test
	void refusesDataOfWhichATableIsMissing() throws Exception {
		openAndClose(this.directory);
		writeFormat("1");
		assertThat(files()).anyMatch((file) -> file.toString().endsWith(".sst"));
		delete(".sst");
		assertRefused(this.directory, "is damaged");
	}

	@Test
	void refusesAnotherFormat() throws Exception {
		openAndClose(this.directory);
		writeFormat("4");
		assertRefused(this.directory,
				"has format 4, written by another version of Wirepost; this one reads format 3 only");
		writeFormat("2");
		assertRefused(this.directory,
				"has format 2, written by another version of Wirepost; this one reads format 3 only");
		writeFormat("3");
		openAndClose(this.directory);
	}

	@Test
	void refusesAFormatThatCannotBeRead() throws Exception {
		openAndClose(this.directory);
		writeFormat("?");
		assertRefused(this.directory, "is damaged");
	}

	@Test
	void saysWhyAndWhatToDoInPlaceOfAStackTrace(CapturedOutput output) throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		SpringApplicationBuilder application = new SpringApplicationBuilder(SettingsReader.class, Beans.class)
			.web(WebApplicationType.NONE)
			.properties("wirepost.data=" + file);
		assertThatExceptionOfType(Exception.class).isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The data directory '%s' is not a directory.".formatted(file))
			.contains("Move the file away, or set wirepost.data to another directory.")
			.doesNotContain("\tat ");
	}

	private static void assertRefused(Path directory, String sentence) {
		assertThatExceptionOfType(DataDirectoryException.class)
			.isThrownBy(() -> RocksDbStore.open(directory, StoreSizes.of(0)))
			.withMessageContaining(sentence)
			.satisfies((ex) -> assertThat(ex.action()).contains("set wirepost.data to another directory"));
	}

	private static void openAndClose(Path directory) {
		RocksDbStore.open(directory, StoreSizes.of(0)).close();
	}

	private void delete(String part) throws IOException {
		for (Path file : files()) {
			if (file.getFileName().toString().contains(part)) {
				Files.delete(file);
			}
		}
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.sorted().toList();
		}
	}

	/** With options that write all there is to tables at the opening. */
	private void writeFormat(String format) throws Exception {
		String path = this.directory.toString();
		List<ColumnFamilyHandle> handles = new ArrayList<>();
		try (Options options = new Options(); DBOptions database = new DBOptions()) {
			List<ColumnFamilyDescriptor> families = RocksDB.listColumnFamilies(options, path)
				.stream()
				.map(ColumnFamilyDescriptor::new)
				.toList();
			try (RocksDB db = RocksDB.open(database, path, families, handles)) {
				db.put(Database.FORMAT_KEY, format.getBytes(StandardCharsets.UTF_8));
			}
		}
	}

	/** What the engine needs of its neighbours. */
	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		Supplier<JournalSettings> journalSettings() {
			return () -> Settings.NONE.bind(JournalSettings.class);
		}

		@Bean
		Engine engine(SettingsReader reader, Environment environment, Supplier<JournalSettings> settings) {
			return new RocksDbOpener().open(new EngineOpener.Surroundings(reader, environment, settings.get(),
					Clock.systemUTC(), new JournalMeters(new SimpleMeterRegistry()), Cluster.NONE));
		}

	}

}
