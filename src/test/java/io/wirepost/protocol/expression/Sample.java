package io.wirepost.protocol.expression;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.HexFormat;

import io.wirepost.message.Payload;
import io.wirepost.protocol.expression.Expression.Kind;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Frames for the tests, and what an expression makes of them, as JSON would show it. */
final class Sample {

	/** A login of a GT06. */
	static final String LOGIN = "78780D010352887071911998000479D00D0A";

	static final Instant RECEIVED = Instant.parse("2026-11-26T17:05:09.250Z");

	private Sample() {
	}

	static Variables frame(String hex) {
		return frame(HexFormat.of().parseHex(hex), ISO_8859_1);
	}

	static Variables frame(byte[] bytes, Charset charset) {
		return new Variables(Payload.owning(bytes), charset, "pump-7", RECEIVED, 7, 65_537, null, true);
	}

	static Variables text(String text, Charset charset) {
		return frame(text.getBytes(charset), charset);
	}

	/** What it gives, or the sentence that says why it gives nothing. */
	static String of(String source, Variables variables) {
		Expression expression = Expression.of(source, Kind.VALUE);
		try {
			return expression.value(variables).toString();
		}
		catch (EvaluationException ex) {
			return ex.getMessage();
		}
	}

}
