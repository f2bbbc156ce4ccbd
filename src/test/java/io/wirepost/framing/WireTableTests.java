package io.wirepost.framing;

import java.util.HexFormat;
import java.util.List;

import io.wirepost.framing.rejection.Rejection;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.Test;

import static io.wirepost.framing.WireTable.framing;
import static io.wirepost.framing.WireTable.hex;
import static io.wirepost.framing.WireTable.outcome;
import static io.wirepost.framing.WireTable.settings;
import static io.wirepost.framing.WireTable.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What devices send, and what comes of it. */
class WireTableTests {

	private static byte[] bytes(String text) {
		return text.getBytes(ISO_8859_1);
	}

	private static String hexOf(String text) {
		return HexFormat.of().withUpperCase().formatHex(bytes(text));
	}

	private static String sent(Framing framing, Payload payload) {
		return HexFormat.of().withUpperCase().formatHex(framing.encode(payload));
	}

	@Test
	void readsAndAnswersALoginOfGt06() {
		String login = "78780D01035288707191199800048C3D0D0A";
		Framing gt06 = ResyncTests.gt06();
		String right = sent(gt06, WireTable.payload(login));
		assertThat(right).startsWith("78780D0103528870719119980004").endsWith("0D0A");
		assertThat(outcome(gt06, "FF00" + right + "FFFF" + right)).containsExactly(right, right);
		// The answer in the protocol's public descriptions: 78 78 05 01 00 01 D9 DC 0D
		// 0A.
		assertThat(sent(gt06, WireTable.payload("787805010001 0000 0D0A"))).isEqualTo("787805010001D9DC0D0A");
	}

	@Test
	void aTrailerIsOutsideOfTheLengthUnlessTheAdjustmentIsSet() {
		String[] words = { "type", "length-field", "magic", "7878", "offset", "2", "width", "1", "trailer", "0D0A",
				"strip", "false" };
		assertThat(outcome(framing(words), "787805010001D9DC0D0A")).containsExactly("787805010001D9DC0D0A");
		Framing stripped = framing("type", "length-field", "width", "1", "trailer", "0D0A");
		assertThat(outcome(stripped, "03414243 0D0A 0144 0D0A")).containsExactly("414243", "44");
		assertThat(sent(stripped, text("ABC"))).isEqualTo("034142430D0A");
		Framing kept = framing("type", "length-field", "width", "1", "trailer", "2");
		assertThat(outcome(kept, "014199BB")).containsExactly("4199BB");
		assertThat(sent(kept, WireTable.payload("4199BB"))).isEqualTo("014199BB");
		try (TestStream stream = new TestStream(stripped).read(hex("0341424 30D0B"))) {
			assertThat(stream.outcome()).containsExactly(Rejection.Reason.TRAILER);
			assertThat(stream.isLost()).isTrue();
		}
	}

	@Test
	void flagsAreSharedOrDoubledAndWhatIsBeforeTheFirstIsGarbage() {
		Framing hdlc = framing("type", "start-end", "start", "7E", "end", "7E");
		assertThat(outcome(hdlc, "4142 7E 43 7E 44 7E7E 45 7E7E7E 46 7E")).containsExactly("GARBAGE 0+2", "43", "44",
				"45", "46");
		try (TestStream stream = new TestStream(hdlc).read(hex("7E 43 7E7E 44 7E"))) {
			assertThat(stream.offsets()).containsExactly(0L, 3L);
			assertThat(stream.pendingBytes()).isZero();
		}
		assertThat(sent(hdlc, text("C"))).isEqualTo("7E437E");
		assertThatExceptionOfType(PayloadNotFrameableException.class).isThrownBy(() -> hdlc.encode(text("")));
		assertThatExceptionOfType(PayloadNotFrameableException.class).isThrownBy(() -> hdlc.encode(text("a~b")));
	}

	@Test
	void aWrongFrameBetweenFlagsOpensTheNextWithItsClosingFlag() {
		Framing hdlc = ResyncTests.hdlc();
		String frame = sent(hdlc, WireTable.payload("FF03C0210000"));
		String content = frame.substring(2, frame.length() - 2);
		assertThat(outcome(hdlc, "7E 78 " + frame)).containsExactly("CHECKSUM 1+2", sentContent(hdlc, content));
		assertThat(outcome(hdlc, "78" + frame + content + "7E")).containsExactly("GARBAGE 0+1",
				sentContent(hdlc, content), sentContent(hdlc, content));
		// RFC 1662: an escape before a flag aborts the frame.
		assertThat(outcome(hdlc, "7E 41427D" + frame)).hasSize(2).last().isEqualTo(sentContent(hdlc, content));
	}

	private static String sentContent(Framing framing, String content) {
		try (TestStream stream = new TestStream(framing).read(hex("7E" + content + "7E"))) {
			return outcome(stream).get(0);
		}
	}

	@Test
	void escapesComeOffAndArePutOn() {
		Framing jt808 = ResyncTests.jt808();
		// JT/T 808-2019, 4.4.2: 30 7E 08 7D 55 is sent as 30 7D 02 08 7D 01 55.
		assertThat(sent(jt808, WireTable.payload("307E087D5500"))).isEqualTo("7E307D02087D01556E7E");
		assertThat(outcome(jt808, "7E307D02087D01556E7E")).containsExactly("307E087D556E");
		Framing slip = ResyncTests.slip();
		assertThat(sent(slip, WireTable.payload("01C0DB02"))).isEqualTo("01DBDCDBDD02C0");
		assertThat(outcome(slip, "C0 01DBDCDBDD02 C0C0 05C0")).containsExactly("01C0DB02", "05");
		assertThat(outcome(slip, "01DB99 C0 05C0")).hasSize(2).last().isEqualTo("05");
		Framing dle = framing("type", "start-end", "start", "1002", "end", "1003", "escape.byte", "10", "escape.double",
				"true");
		assertThat(sent(dle, WireTable.payload("41100310"))).isEqualTo("1002411010031010" + "1003");
		assertThat(outcome(dle, "1002411010031010 1003")).containsExactly("41100310");
		Framing ppp = framing("type", "start-end", "start", "7E", "end", "7E", "escape.byte", "7D", "escape.xor", "20",
				"strip", "false");
		assertThat(outcome(ppp, "7E7D5E7D5D7E417E")).containsExactly("7E7E7D7E", "7E417E");
		assertThat(sent(ppp, WireTable.payload("7E7E7D7E"))).isEqualTo("7E7D5E7D5D7E");
	}

	@Test
	void anEmptyFrameIsNoMessageWhereTheMinimumIsOne() {
		assertThat(outcome(framing("type", "line", "min-frame-size", "1"), bytes("\r\n\na\n\r\nb\n")))
			.containsExactly("61", "62");
		assertThat(outcome(framing("type", "delimiter", "delimiter", "0D", "min-frame-size", "1"), bytes("\r\ra\r\r")))
			.containsExactly("61");
		assertThat(outcome(framing("type", "line", "min-frame-size", "3", "resync", "skip"), bytes("ab\nabc\n")))
			.containsExactly("BAD_LENGTH 0+3", "616263");
	}

	@Test
	void readsOctetCountedSyslog() {
		Framing syslog = framing("type", "length-field", "encoding", "decimal", "until", "20");
		assertThat(outcome(syslog, bytes("5 hello0 11 hello world"))).containsExactly(hexOf("hello"), "",
				hexOf("hello world"));
		assertThat(sent(syslog, text("hello"))).isEqualTo(hexOf("5 hello"));
		assertThat(outcome(framing("type", "length-field", "encoding", "decimal", "until", "20", "resync", "skip"),
				bytes("x5 hello")))
			.containsExactly("GARBAGE 0+1", hexOf("hello"));
	}

	@Test
	void readsFramesOfDc09() {
		Framing dc09 = Framings.of(
				settings("type", "length-field", "magic", "0A", "offset", "5", "width", "4", "encoding", "hexadecimal",
						"adjustment", "1", "trailer", "0D", "strip", "false", "resync", "skip"),
				settings("algorithm", "crc-16/arc", "at", "1", "encoding", "hex", "from", "9", "to", "-1"),
				Settings.NONE);
		String body = "\"NULL\"0000R0L0#1234[]";
		String right = sent(dc09, text("\n0000%04X%s\r".formatted(body.length(), body)));
		assertThat(outcome(dc09, "41" + right + right)).containsExactly("GARBAGE 0+1", right, right);
		assertThat(framing("type", "length-field", "magic", "0A", "offset", "5", "width", "4", "encoding",
				"hexadecimal", "trailer", "0D", "strip", "false")
			.encode(WireTable.payload(right))).isEqualTo(hex(right));
	}

	@Test
	void readsBlocksAndLinesOfAnInstrument() {
		Framing scpi = framing("type", "ieee-488");
		assertThat(outcome(scpi, bytes("ACME,1,2,3\n#15he\nlo\r\n#0abc\n+1.5E3\r\n#HFF\n")))
			.containsExactly(hexOf("ACME,1,2,3"), hexOf("#15he\nlo"), hexOf("#0abc"), hexOf("+1.5E3"), hexOf("#HFF"));
		assertThat(sent(scpi, text("#13a\nb"))).isEqualTo(hexOf("#13a\nb\n"));
		assertThatExceptionOfType(PayloadNotFrameableException.class).isThrownBy(() -> scpi.encode(text("#15a\nb")));
		assertThatExceptionOfType(PayloadNotFrameableException.class).isThrownBy(() -> scpi.encode(text("a\nb")));
		assertThat(outcome(framing("type", "ieee-488", "resync", "skip"), bytes("#2x\nok\n"))).hasSize(2)
			.last()
			.isEqualTo(hexOf("ok"));
	}

	@Test
	void readsTelegramsOfSmartMeters() {
		// DSMR 5.0.2, 6.2: CRC16 over all from / to !, four hex digits, then CR LF.
		Framing p1 = Framings.of(
				settings("type", "start-end", "start", "/", "end", "!", "strip", "false", "trailer", "6"),
				settings("algorithm", "crc-16/arc", "encoding", "hex", "to", "-6", "at", "-6"), Settings.NONE);
		String telegram = sent(p1, text("/ISk5\\2MT382-1000\r\n\r\n1-3:0.2.8(50)\r\n!0000\r\n"));
		assertThat(outcome(p1, telegram + telegram)).containsExactly(telegram, telegram);
		assertThat(outcome(p1, telegram.replace("3530", "3531"))).first().asString().startsWith("CHECKSUM 0+");
		Framing sml = Framings.of(
				settings("type", "start-end", "start", "1B1B1B1B01010101", "end", "1B1B1B1B1A", "strip", "false",
						"trailer", "3"),
				settings("algorithm", "crc-16/x-25", "to", "-2", "order", "little-endian"), Settings.NONE);
		String file = sent(sml, WireTable.payload("1B1B1B1B01010101 7605 00 1B1B1B1B1A 01 0000"));
		assertThat(outcome(sml, file + file)).containsExactly(file, file);
	}

	@Test
	void theFirstAlternativeThatFitsTakesTheFrame() {
		Framing both = framing("type", "first-of", "frames[0].type", "start-end", "frames[0].start", "$",
				"frames[0].end", "0D0A", "frames[1].type", "length-field", "frames[1].magic", "4C57",
				"frames[1].offset", "2", "frames[1].strip", "false", "frames[2].type", "json", "frames[3].type",
				"line");
		assertThat(outcome(both, bytes("$GP\r\nLW\0\1x{\"a\":1}hello\n"))).containsExactly(hexOf("GP"),
				hexOf("LW\0\1x"), hexOf("{\"a\":1}"), hexOf("hello"));
		assertThat(sent(both, WireTable.payload("4C57000178"))).isEqualTo("4C57000178");
		assertThat(Framings.of(both.settings())).isEqualTo(both);
		assertThatExceptionOfType(PayloadNotFrameableException.class)
			.isThrownBy(() -> both.encode(WireTable.payload("4C57000278")));
	}

	@Test
	void aNumericTrailerIsPartOfThePayloadAndAFixedOneIsNot() {
		Framing number = framing("type", "start-end", "start", "02", "end", "03", "trailer", "1");
		assertThat(outcome(number, "0241420399 02430311")).containsExactly("414299", "4311");
		assertThat(sent(number, WireTable.payload("414299"))).isEqualTo("0241420399");
		Framing fixed = framing("type", "start-end", "start", "02", "end", "03", "trailer", "0D0A");
		assertThat(outcome(fixed, "024142030D0A")).containsExactly("4142");
		assertThat(sent(fixed, text("AB"))).isEqualTo("024142030D0A");
		assertThat(framing("type", "line", "trailer", "\\x10").settings().value("trailer")).contains("\\x10");
		assertThat(framing("type", "line", "trailer", "10").settings().value("trailer")).contains("10");
		assertThat(framing("type", "line", "trailer", "0D").settings().value("trailer")).contains("0D");
	}

	@Test
	void aChecksumIsVerifiedAndFilledIn() {
		Framing nmea = Framings.of(settings("type", "start-end", "start", "$", "end", "0D0A"),
				settings("algorithm", "nmea", "to", "-3"), Settings.NONE);
		assertThat(outcome(nmea, bytes("$GPGLL,5300.97914,N,00259.98174,E,125926,A*28\r\n$GP*00\r\n"))).hasSize(2)
			.last()
			.isEqualTo("CHECKSUM 47+8");
		assertThat(sent(nmea, text("GPQ,*--"))).isEqualTo(hexOf("$GPQ,*6A\r\n"));
		assertThatExceptionOfType(PayloadNotFrameableException.class).isThrownBy(() -> nmea.encode(text("a")))
			.withMessageContaining("placeholder");
		Framing rtu = Framings.of(settings("type", "raw"),
				settings("algorithm", "crc-16/modbus", "order", "little-endian", "on-mismatch", "close"),
				Settings.NONE);
		assertThat(sent(rtu, WireTable.payload("0103000000010000"))).isEqualTo("010300000001840A");
		try (TestStream stream = new TestStream(rtu).read(hex("010300000001840A"), hex("010300000001840B"))) {
			assertThat(outcome(stream)).containsExactly("010300000001840A", "CHECKSUM 8+8");
			assertThat(stream.isLost()).isTrue();
		}
	}

	@Test
	void aLineWithTheWrongBeginningIsSkippedToItsEnd() {
		assertThat(outcome(framing("type", "line", "magic", "24", "resync", "skip"), bytes("$a\nOK $5 charged\n$b\n")))
			.containsExactly(hexOf("$a"), "GARBAGE 3+13", hexOf("$b"));
	}

	@Test
	void aPayloadThatWouldBeSkippedOrReadDifferentlyIsRefused() {
		Framing framing = framing("type", "line", "magic", "??24", "between", "FF", "min-frame-size", "3");
		assertThat(sent(framing, text("a$b"))).isEqualTo(hexOf("a$b\n"));
		for (String payload : List.of("ab$", "a$", "\u00ff$a", "a$\n", "")) {
			assertThatExceptionOfType(PayloadNotFrameableException.class)
				.isThrownBy(() -> framing.encode(text(payload)));
		}
	}

	@Test
	void aFrameThatIsNotIntactCanBePassedOn() {
		Framing marked = Framings.of(settings("type", "line"),
				settings("algorithm", "xor-8", "encoding", "hex", "on-mismatch", "mark"), Settings.NONE);
		FramingDryRun.Result result = FramingDryRun.run(marked, List.of(bytes("A41\nA42\nB\n")));
		assertThat(result.details()).extracting(FramingDryRun.Frame::intact).containsExactly(true, false, false);
		assertThat(result.rejections()).isEmpty();
	}

	@Test
	void silenceEndsFramesWithAChecksumToo() {
		Framing rtu = Framings.of(settings("type", "idle-gap", "min-frame-size", "4", "resync", "skip"),
				settings("algorithm", "crc-16/modbus", "order", "little-endian"), Settings.NONE);
		try (TestStream stream = new TestStream(rtu)) {
			for (String frame : List.of("010300000001840A", "0103", "010300000001840B", "010300000001840A")) {
				stream.read(hex(frame)).silence(1000);
			}
			assertThat(outcome(stream)).containsExactly("010300000001840A", "BAD_LENGTH 8+2", "CHECKSUM 10+8",
					"010300000001840A");
			assertThat(stream.isLost()).isFalse();
		}
	}

	@Test
	void whatIsSentCanBeFramedInAnotherWay() {
		Framing elm = Framings.of(settings("type", "delimiter", "delimiter", ">"), Settings.NONE,
				settings("suffix", "0D"));
		assertThat(sent(elm, text("ATZ"))).isEqualTo(hexOf("ATZ\r"));
		assertThat(outcome(elm, bytes("OK\r\r>"))).containsExactly(hexOf("OK\r\r"));
		Framing crlf = Framings.of(settings("type", "raw"), Settings.NONE, settings("type", "line", "send", "CRLF"));
		assertThat(sent(crlf, text("x"))).isEqualTo(hexOf("x\r\n"));
		assertThat(crlf.settings()).isEqualTo(framing("type", "raw").settings());
		assertThatExceptionOfType(PayloadTooLargeException.class).isThrownBy(() -> Framings
			.of(settings("type", "line", "max-frame-size", "2B"), Settings.NONE, settings("prefix", "02"))
			.encode(text("abc")));
	}

	@Test
	void goesOnBehindAWrongChecksumAlsoWhereItDoesNotResynchronise() {
		Framing framing = Framings.of(settings("type", "line"), settings("algorithm", "xor-8", "encoding", "hex"),
				Settings.NONE);
		assertThat(outcome(framing, bytes("A41\nA42\nB42\n")))
			.isEqualTo(List.of(hexOf("A41"), "CHECKSUM 4+4", hexOf("B42")));
	}

}
