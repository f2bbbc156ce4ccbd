package io.wirepost.journal;

import java.time.Duration;
import java.util.Map;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JournalSettingsTests {

	@Test
	void haveADefaultForEverything() {
		assertThat(Settings.NONE.bind(JournalSettings.class)).isEqualTo(new JournalSettings("rocksdb",
				new JournalSettings.Retention(Duration.ofDays(7), DataSize.ofGigabytes(10)),
				new JournalSettings.Inbox(65536, DataSize.ofMegabytes(32)), DataSize.ofMegabytes(64)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			retention.age  | 0s       | 'PT0S' is not above zero
			retention.age  | -7d      | 'PT-168H' is not above zero
			retention.age  | 100000d  | 'PT2400000H' is more than 36500d
			retention.size | 15MB     | '15728640B' is less than 16MB
			inbox.messages | 0        | '0' is not at least 1
			inbox.size     | 0B       | '0B' is not at least 1B
			reserve        | -1MB     | '-1048576B' is below zero; 0B keeps no reserve
			""")
	void sayWhatIsWrongWithWhich(String name, String word, String sentence) {
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> new Settings(Map.of(name, word)).bind(JournalSettings.class))
			.satisfies((ex) -> assertThat(ex.faults()).singleElement().hasToString("%s: %s".formatted(name, sentence)));
	}

}
