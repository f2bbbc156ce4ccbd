package io.wirepost.protocol;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The protocols that ship do what their examples say, however TCP splits the bytes. */
class ShippedProtocolsTests {

	static List<String> protocols() {
		return ShippedExample.protocols();
	}

	@Test
	void allFilesOfTheFolderShip() {
		assertThat(ShippedProtocols.names()).isEqualTo(protocols()).isNotEmpty();
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void examplesComeOutAsTheySay(String name) {
		Protocol protocol = ShippedExample.protocol(name);
		assertThat(ProtocolExamples.failures(protocol)).isEmpty();
		assertThat(protocol.settings().examples()).hasSizeGreaterThanOrEqualTo(3);
		assertThat(protocol.settings().examples()).extracting(ExampleSettings::name).doesNotHaveDuplicates();
		assertThat(protocol.settings().description()).isNotBlank();
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void examplesComeOutTheSameByteByByteAndAtOnce(String name) {
		for (ShippedExample example : ShippedExample.of(name)) {
			if (!example.dependsOnReads()) {
				ProtocolTrial whole = example.trial(example.chunks());
				assertSame(example, whole, example.trial(example.byteByByte()));
				assertSame(example, whole, example.trial(example.atOnce()));
			}
		}
	}

	private static void assertSame(ShippedExample example, ProtocolTrial expected, ProtocolTrial actual) {
		assertThat(actual.frames()).as(example.toString()).isEqualTo(expected.frames());
		assertThat(actual.out()).as(example.toString()).isEqualTo(expected.out());
		assertThat(actual.leftover()).as(example.toString()).isEqualTo(expected.leftover());
		assertThat(skipped(actual)).as("skipped of " + example).isEqualTo(skipped(expected));
	}

	private static long skipped(ProtocolTrial trial) {
		return trial.skipped().stream().mapToLong(ProtocolTrial.Skipped::size).sum();
	}

}
