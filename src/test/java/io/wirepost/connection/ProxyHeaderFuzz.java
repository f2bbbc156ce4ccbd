package io.wirepost.connection;

import java.io.ByteArrayOutputStream;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.wirepost.harness.FuzzInput;
import io.wirepost.message.DeviceMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

/**
 * Any bytes where a PROXY header has to be: it is one, and counts, or the connection is
 * refused once and closed; however the bytes are read.
 */
class ProxyHeaderFuzz {

	private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1);

	private static EmbeddedListener listeners;

	private static Listener listener;

	@BeforeAll
	static void start() {
		listeners = new EmbeddedListener();
		listener = listeners.listener("proxied", "proxy-protocol.from[0]=127.0.0.0/8", "framing.type=line",
				"framing.max-frame-size=1KB");
	}

	@AfterAll
	static void stop() {
		listeners.close();
	}

	@FuzzTest
	void header(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		FuzzInput.Cut cut = input.cut();
		hold(cut, input.rest());
	}

	private static EmbeddedListener.Visit hold(FuzzInput.Cut cut, byte[] stream) {
		EmbeddedListener.Visit whole = listeners.visit(listener, List.of(stream));
		assertThat(whole.refused()).isLessThanOrEqualTo(1);
		if (whole.refused() > 0) {
			assertThat(whole.keptOpen()).isFalse();
			assertThat(whole.messages()).isEmpty();
		}
		holdTheSame(listeners.visit(listener, cut.apply(stream)), whole);
		holdTheSame(listeners.visit(listener, new FuzzInput.Cut(1, 0).apply(stream)), whole);
		return whole;
	}

	private static void holdTheSame(EmbeddedListener.Visit one, EmbeddedListener.Visit other) {
		assertThat(one.keptOpen()).isEqualTo(other.keptOpen());
		assertThat(one.refused()).isEqualTo(other.refused());
		assertThat(one.messages()).extracting(DeviceMessage::payload, DeviceMessage::remoteAddress)
			.isEqualTo(other.messages().stream().map((said) -> tuple(said.payload(), said.remoteAddress())).toList());
	}

	/**
	 * A good header of version 2 and a line: the line comes, from whom the header says.
	 */
	@FuzzTest
	void goodHeader(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		FuzzInput.Cut cut = input.cut();
		boolean proxied = input.flag();
		Family family = input.one(Family.values());
		byte[] addresses = input.bytes(family.size);
		byte[] more = extensions(input);
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		stream.writeBytes(SIGNATURE);
		stream.write(proxied ? 0x21 : 0x20);
		stream.write(family.code);
		stream.write((addresses.length + more.length) >>> 8);
		stream.write(addresses.length + more.length);
		stream.writeBytes(addresses);
		stream.writeBytes(more);
		stream.writeBytes("hello\n".getBytes(ISO_8859_1));
		EmbeddedListener.Visit visit = hold(cut, stream.toByteArray());
		assertThat(visit.refused()).isZero();
		assertThat(visit.keptOpen()).isTrue();
		assertThat(visit.messages()).hasSize(1);
		String remote = visit.messages().get(0).remoteAddress();
		if (proxied && family == Family.IPV4) {
			assertThat(remote).isEqualTo("%d.%d.%d.%d:%d".formatted(addresses[0] & 0xFF, addresses[1] & 0xFF,
					addresses[2] & 0xFF, addresses[3] & 0xFF, (addresses[8] & 0xFF) << 8 | addresses[9] & 0xFF));
		}
		else if (!proxied || family != Family.IPV6) {
			assertThat(remote).isEqualTo("127.0.0.1:40000");
		}
	}

	/** Some well-formed extensions (type, length, value), as proxies add them. */
	private static byte[] extensions(FuzzInput input) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (int left = input.number(4); left > 0; left--) {
			byte[] value = input.bytes(input.number(20));
			// Not the types that have a form of their own (SSL).
			all.write(0xE0 + input.number(16));
			all.write(0);
			all.write(value.length);
			all.writeBytes(value);
		}
		return all.toByteArray();
	}

	private enum Family {

		UNSPECIFIED(0x00, 0), IPV4(0x11, 12), IPV6(0x21, 36), UNIX(0x31, 216);

		private final int code;

		private final int size;

		Family(int code, int size) {
			this.code = code;
			this.size = size;
		}

	}

}
