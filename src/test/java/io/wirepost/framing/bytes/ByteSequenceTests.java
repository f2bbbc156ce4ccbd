package io.wirepost.framing.bytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ByteSequenceTests {

	@ParameterizedTest
	@CsvSource(ignoreLeadingAndTrailingWhitespace = false, quoteCharacter = '`',
			value = { "0D0A,0D0A", "0d 0a,0D0A", "0x1C0D,1C0D", "\\r\\n,0D0A", "\\0,00", "\\t\\\\,095C", "$$,2424",
					"\\x41BCD,41424344", "END,454E44", "\\xFF,FF", "24,24", "--,2D2D" })
	void readsHexAndText(String word, String hex) {
		assertThat(ByteSequence.parse(word)).hasToString(hex);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "2", "0x2", "ABC", "\\q", "\\", "\\x4", "끝", "$끝" })
	void saysWhatCannotBeRead(String word) {
		assertThatIllegalArgumentException().isThrownBy(() -> ByteSequence.parse(word));
	}

	@Test
	void saysWhatToWriteForAByteThatYamlTookForANumber() {
		assertThatIllegalArgumentException().isThrownBy(() -> ByteSequence.parse("2"))
			.withMessage("'2' is half a byte in hex; write two digits for each byte, in quotes (\"02\"), or \\x32"
					+ " for the character");
	}

	@Test
	void aSpaceIsText() {
		assertThat(ByteSequence.parse(" ")).hasToString("20");
	}

	@Test
	void isNotEndless() {
		assertThat(ByteSequence.parse("00".repeat(32)).length()).isEqualTo(32);
		assertThatIllegalArgumentException().isThrownBy(() -> ByteSequence.parse("00".repeat(33)));
		assertThatIllegalArgumentException().isThrownBy(() -> ByteSequence.parse("0 ".repeat(1_000_000)));
	}

}
