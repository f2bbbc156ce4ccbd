package io.wirepost.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * An example of a protocol that ships.
 *
 * @param protocol the protocol's name
 * @param spoken the protocol, ready to use
 * @param settings the example as it is in the file
 * @param chunks what the device sends, each as one read
 * @param out all answers; what the trial gives if the file does not say it
 */
public record ShippedExample(String protocol, Protocol spoken, ExampleSettings settings, List<byte[]> chunks,
		byte[] out) {

	private static final String ENDING = ".yaml";

	private static final Set<String> UNTOLD = Set.of("raw", "idle-gap");

	private static final Path FOLDER = Path.of("protocols");

	/** By protocol: several tests take each, and to compile its rules costs most. */
	private static final Map<String, List<ShippedExample>> EXAMPLES = new ConcurrentHashMap<>();

	/** The names of the protocols in the folder, sorted. */
	public static List<String> protocols() {
		try (Stream<Path> files = Files.list(FOLDER)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(ENDING))
				.map((name) -> name.substring(0, name.length() - ENDING.length()))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A protocol that ships. */
	public static Protocol protocol(String name) {
		return Protocol.of(ShippedProtocols.find(name).orElseThrow().bind(ProtocolSettings.class));
	}

	/** The examples of a protocol. */
	public static List<ShippedExample> of(String name) {
		return EXAMPLES.computeIfAbsent(name, ShippedExample::read);
	}

	private static List<ShippedExample> read(String name) {
		Protocol protocol = protocol(name);
		return protocol.settings().examples().stream().map((example) -> of(name, protocol, example)).toList();
	}

	private static ShippedExample of(String name, Protocol protocol, ExampleSettings settings) {
		List<byte[]> chunks = bytes(settings.in(), protocol);
		if (settings.out() != null) {
			return new ShippedExample(name, protocol, settings, chunks, joined(bytes(settings.out(), protocol)));
		}
		ShippedExample silent = new ShippedExample(name, protocol, settings, chunks, new byte[0]);
		return new ShippedExample(name, protocol, settings, chunks, silent.trial(chunks).out());
	}

	private static List<byte[]> bytes(List<String> words, Protocol protocol) {
		return words.stream().map((word) -> ByteNotation.read(word, protocol.charset())).toList();
	}

	/** All that the device sends as one read. */
	public List<byte[]> atOnce() {
		return List.of(joined(this.chunks));
	}

	/** Each byte as one read. */
	public List<byte[]> byteByByte() {
		byte[] all = joined(this.chunks);
		List<byte[]> bytes = new ArrayList<>();
		for (int i = 0; i < all.length; i++) {
			bytes.add(Arrays.copyOfRange(all, i, i + 1));
		}
		return bytes;
	}

	/** What becomes of these reads, at the time of examples. */
	public ProtocolTrial trial(List<byte[]> reads) {
		return trial(reads, ProtocolExamples.NOW);
	}

	private ProtocolTrial trial(List<byte[]> reads, Instant now) {
		return ProtocolTrial.run(this.spoken, reads, known(), now);
	}

	private @Nullable DeviceId known() {
		return isIdentifiedByFrames() ? null : new DeviceId("example");
	}

	/** Whether a read, or a silence, ends a frame, so that TCP may join or split them. */
	public boolean dependsOnReads() {
		return UNTOLD.contains(this.spoken.framing().settings().value("type").orElse(""));
	}

	/** Whether frames say who the device is. */
	public boolean isIdentifiedByFrames() {
		return List.of("first-frame", "every-frame").contains(this.spoken.identification().by());
	}

	/** Whether the answers depend on the time. */
	public boolean isTimed() {
		return !Arrays.equals(trial(this.chunks).out(), trial(this.chunks, Instant.EPOCH).out());
	}

	private static byte[] joined(List<byte[]> parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		parts.forEach(all::writeBytes);
		return all.toByteArray();
	}

	@Override
	public String toString() {
		return this.protocol + ": " + this.settings.name();
	}

}
