package io.wirepost.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code check} says about files, and that nothing makes it fail otherwise. */
class ProtocolCheckTests {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	@TempDir
	private Path folder;

	@Test
	void saysWhatIsWrongWithAFileAndGoesOnWithTheNext() throws IOException {
		write("good.yaml", "framing: { type: line }");
		write("self.yaml", "rules: &a [ *a ]");
		write("tag.yaml", "description: !!int abc");
		write("bad name.yaml", "framing: { type: line }");
		assertThat(check(this.folder + "/*.yaml")).isEqualTo(1);
		assertThat(said()).contains("good.yaml: 0 examples passed", "an alias (*) in it", "a tag (!!)",
				"the name 'bad name' is not");
	}

	@Test
	void groupsThatNameEachOtherDoNotGrow() throws IOException {
		StringBuilder nested = new StringBuilder("description: x\nlol:\n  - &a0 [ x, x ]\n");
		for (int i = 1; i < 25; i++) {
			nested.append("  - &a%d [ *a%d, *a%d ]%n".formatted(i, i - 1, i - 1));
		}
		write("grow.yaml", nested.toString());
		assertThat(check(this.folder + "/grow.yaml")).isEqualTo(1);
		assertThat(said()).contains("it is not YAML");
	}

	@Test
	void aPatternThatIsNoneIsAFault() {
		assertThat(check(this.folder + "/a[.yaml")).isEqualTo(1);
		assertThat(said()).contains("a[.yaml' is no path whose last part may have *");
	}

	@Test
	void anAnswerWithoutBytesIsNone() throws IOException {
		write("one.yaml", """
				rules: [ { kind: a, answer: "''" } ]
				acknowledge: { text: OK }
				examples: [ { name: e, in: [ 41 0A ], out: [ ] } ]
				""");
		assertThat(check(this.folder + "/one.yaml")).as(said()).isZero();
	}

	@Test
	void textOfHexDigitsIsWrittenWithOneCharacterEscaped() throws IOException {
		write("one.yaml", """
				charset: ISO-8859-1
				fields: { hex: frame.hex() }
				examples:
				  - { name: hex, in: [ CAFE 0A ], fields: { hex: cafe } }
				  - { name: text, in: [ '\\x43AFE\\n' ], fields: { hex: "43414645" } }
				""");
		assertThat(check(this.folder + "/one.yaml")).as(said()).isZero();
	}

	private void write(String name, String text) throws IOException {
		Files.writeString(this.folder.resolve(name), text);
	}

	private int check(String file) {
		return ProtocolCheck.run(List.of(file), new PrintStream(this.out, true, StandardCharsets.UTF_8), (protocol) -> {
		});
	}

	private String said() {
		return this.out.toString(StandardCharsets.UTF_8);
	}

}
