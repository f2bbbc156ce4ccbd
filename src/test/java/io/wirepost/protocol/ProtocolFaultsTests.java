package io.wirepost.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import io.wirepost.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a protocol's faults say: the same in a file and over HTTP. */
class ProtocolFaultsTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource(delimiterString = " => ", quoteCharacter = '`', value = {
			"{ fields: { a: '99999999999999999999' } } => fields.a: 1:1: 99999999999999999999 is not a whole number from -9223372036854775808 to 9223372036854775807",
			"{ rules: [ { kind: a, when: 'frame.u8(0) == -9223372036854775809' } ] } => rules[0].when: 1:16: -9223372036854775809 is not a whole number from -9223372036854775808 to 9223372036854775807",
			"{ identify: { id: 'frame.u8(0xFFFFFFFFFFFFFFFFF)' } } => identify.id: 1:10: 0xFFFFFFFFFFFFFFFFF is not a whole number from -9223372036854775808 to 9223372036854775807",
			"{ fields: { a: '99999999999999999999u' } } => fields.a: 1:1: there are no unsigned numbers; write 1 for 1u",
			"{ fields: { a: 0xFFFFFFFFFFFFFFFFFFFFu } } => fields.a: 1:1: there are no unsigned numbers; write 1 for 1u",
			"{ examples: [ { name: e, in: [ '41' ], skipped: 99999999999999999999 } ] } => examples[0].skipped: '99999999999999999999' is not a whole number from -9223372036854775808 to 9223372036854775807",
			"{ examples: [ { name: e, in: [ '41' ], skipped: many } ] } => examples[0].skipped: 'many' is not a whole number",
			"{ examples: [ { name: e, in: [ '41' ], keeps: [ 1.5 ] } ] } => examples[0].keeps[0]: '1.5' is not a whole number",
			"{ framing: { type: length-field, width: 4294967296 } } => framing.width: '4294967296' is not a whole number from -2147483648 to 2147483647",
			"{ framing: { type: length-field, offset: two } } => framing.offset: 'two' is not a whole number" })
	void aNumberThatIsNoneIsNamedWithWhatIsAllowed(String protocol, String fault) throws IOException {
		assertThat(faults(protocol)).containsExactly(fault);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = " => ", quoteCharacter = '`', value = {
			"{ rules: [ { kind: a, when: \"text.capture(')', 1) == 'a'\" } ] } => rules[0].when: 1:14: ')' is not a regular expression: Unmatched closing ')'",
			"{ rules: [ { kind: a, when: \"text.matches('a[')\" } ] } => rules[0].when: 1:14: 'a[' is not a regular expression: Unclosed character class at index 1",
			"{ identify: { by: first-frame, pattern: ')' } } => identify.pattern: ')' is not a regular expression: Unmatched closing ')'",
			"{ identify: { by: every-frame, pattern: \"(?<id>a\\n\" } } => identify.pattern: '(?<id>a\\n' is not a regular expression: Unclosed group at index 8" })
	void aPatternThatIsNoneIsNamedWithThePlace(String protocol, String fault) throws IOException {
		assertThat(faults(protocol)).containsExactly(fault);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = " => ", quoteCharacter = '`', value = {
			"{ identify: { by: address, foo: 1 } } => identify.foo: there is no such setting; there are none here, so leave it out",
			"{ framing: { type: line, max-frame-size: '' } } => framing.max-frame-size: this has no value; give it one, or leave it out",
			"{ framing: { type: line, foo: '' } } => framing.foo: there is no such setting; known here: send, max-frame-size" })
	void aSettingThatIsUnknownOrEmptyIsNamed(String protocol, String fault) throws IOException {
		assertThat(faults(protocol)).containsExactly(fault);
	}

	@ParameterizedTest
	@ValueSource(strings = { "rules:\n  - { kind: a, when: 'true' }\n  -\n  - { kind: c }",
			"rules:\n  - { kind: a, when: 'true' }\n  - {}\n  - { kind: c }",
			"rules:\n  - { kind: a, when: 'true' }\n  - []\n  - { kind: c }", "rules:\n  - { kind: a }\n  - {}" })
	void anEmptyRuleIsAFault(String protocol) throws IOException {
		assertThat(faults(protocol)).containsExactly("rules[1]: this entry is empty; write it, or leave it out");
	}

	@ParameterizedTest
	@ValueSource(strings = { "examples:\n  -\n  - { name: b, in: [ 41 0A ] }",
			"examples:\n  - {}\n  - { name: b, in: [ 41 0A ] }", "examples: [ {} ]" })
	void anEmptyExampleIsAFault(String protocol) throws IOException {
		assertThat(faults(protocol)).containsExactly("examples[0]: this entry is empty; write it, or leave it out");
	}

	@Test
	void anEmptyFramingIsAFault() throws IOException {
		assertThat(faults("framing: { type: first-of, frames: [ { type: line }, {} ] }"))
			.containsExactly("framing.frames[1]: this entry is empty; write it, or leave it out");
	}

	@Test
	void theRequestIsKnownInExpressionsOfRepliesOnly() throws IOException {
		String sentence = "1:1: 'request' is known in reply expressions only";
		assertThat(faults("""
				identify: { when: request.size() > 1, id: request.hex() }
				rules: [ { kind: a, when: request == b'a', answer: request, fields: { b: request } } ]
				fields: { a: request }
				acknowledge: { expression: request }
				""")).containsExactlyInAnyOrder("identify.when: " + sentence, "identify.id: " + sentence,
				"rules[0].when: " + sentence, "rules[0].answer: " + sentence, "rules[0].fields.b: " + sentence,
				"fields.a: " + sentence, "acknowledge.expression: " + sentence);
	}

	@Test
	void aNameThatIsNoFieldsIsSaidWithWhatIs() throws IOException {
		String sentence = "is not a field's name: a letter, then up to 63 of A-Z a-z 0-9 _ -";
		assertThat(faults("fields: { battery voltage: '1' }"))
			.containsExactly("fields.battery voltage: 'battery voltage' " + sentence);
		assertThat(faults("fields: { a.b: '1' }")).containsExactly("fields.a.b: 'a.b' " + sentence);
		assertThat(faults("rules: [ { kind: a, fields: { ä: '1' } } ]"))
			.containsExactly("rules[0].fields.ä: 'ä' " + sentence);
	}

	@Test
	void aNameThatIsNoFieldsIsSaidInTheConfigurationToo() {
		assertThat(ofConfiguration("fields[battery voltage]")).containsExactly(
				"wirepost.protocols.p.fields.battery voltage: 'battery voltage' is not a field's name: a letter, then up to 63 of A-Z a-z 0-9 _ -");
		assertThat(ofConfiguration("fields.battery voltage")).containsExactly(
				"wirepost.protocols.p.fields.battery voltage: Spring would drop some characters of this name; use A-Z a-z 0-9 - _ or put it in brackets: \"[a b]\"");
		assertThat(ofConfiguration("fields.a.b")).containsExactly(
				"wirepost.protocols.p.fields.a.b: 'a.b' is not a field's name: a letter, then up to 63 of A-Z a-z 0-9 _ -");
		assertThat(ofConfiguration("fields.battery_voltage")).isEmpty();
		assertThat(ofConfiguration("fields.batteryVoltage-2")).isEmpty();
	}

	private static List<String> ofConfiguration(String name) {
		SettingsReader reader = TestSettings.reader(Map.of("wirepost.protocols.p." + name, "frame.size()"));
		TestProtocols.of(reader);
		InvalidSettingsException refused = catchThrowableOfType(InvalidSettingsException.class,
				reader::afterSingletonsInstantiated);
		return (refused != null) ? refused.faults().stream().map(Fault::toString).toList() : List.of();
	}

	/** What both ways say. */
	private List<String> faults(String protocol) throws IOException {
		List<String> ofFile = checked(protocol);
		assertThat(ofFile).isEqualTo(put(protocol));
		return ofFile;
	}

	private List<String> checked(String protocol) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Path file = Files.writeString(this.folder.resolve("p.yaml"), protocol);
		ProtocolCheck.run(List.of(file.toString()), new PrintStream(out, true, StandardCharsets.UTF_8), (one) -> {
		});
		return out.toString(StandardCharsets.UTF_8)
			.lines()
			.filter((line) -> line.startsWith("  "))
			.map(String::strip)
			.toList();
	}

	private static List<String> put(String protocol) {
		Map<String, Object> body = new Yaml().load(protocol);
		InvalidSettingsException refused = catchThrowableOfType(InvalidSettingsException.class,
				() -> TestProtocols.shipped().put("p", Settings.of(body)));
		return refused.faults().stream().map(Fault::toString).toList();
	}

}
