package io.wirepost.protocol;

import java.util.List;
import java.util.Set;

import io.wirepost.framing.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The protocols that ship do what their examples say, however TCP splits the bytes. */
class ShippedProtocolsTests {

	/** A read, or a silence, ends a frame. */
	private static final Set<String> UNTOLD = Set.of("raw", "idle-gap");

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
		assertThat(protocol.settings().examples()).hasSizeGreaterThanOrEqualTo(4);
		assertThat(protocol.settings().examples()).extracting(ExampleSettings::name).doesNotHaveDuplicates();
		assertThat(protocol.settings().description()).isNotBlank();
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void examplesComeOutTheSameByteByByteAndAtOnce(String name) {
		for (ShippedExample example : ShippedExample.of(name)) {
			if (isTold(example.spoken().framing())) {
				ProtocolTrial whole = example.trial(example.chunks());
				assertSame(example, whole, example.trial(example.byteByByte()));
				assertSame(example, whole, example.trial(example.atOnce()));
			}
		}
	}

	private static boolean isTold(Framing framing) {
		return !UNTOLD.contains(framing.settings().value("type").orElse(""));
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
