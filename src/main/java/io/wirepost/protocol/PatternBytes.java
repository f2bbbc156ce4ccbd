package io.wirepost.protocol;

import java.nio.charset.Charset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/** Finds patterns that were meant for bytes, but search a text that has no such bytes. */
final class PatternBytes {

	private static final Pattern HIGH = Pattern.compile("\\\\x([89a-fA-F]\\p{XDigit})");

	private PatternBytes() {
	}

	/**
	 * @param pattern null for none
	 * @throws InvalidSettingsException if it has a byte that is no character of its own
	 * in the charset
	 */
	static void check(String property, @Nullable String pattern, Charset charset) {
		Matcher high = HIGH.matcher((pattern != null) ? pattern : "");
		while (high.find()) {
			char wanted = (char) Integer.parseInt(high.group(1), 16);
			if (!new String(new byte[] { (byte) wanted }, charset).equals(String.valueOf(wanted))) {
				throw new InvalidSettingsException(property,
						"the byte %s of this pattern is no character in %s; set charset: ISO-8859-1, where each byte is one, or use an expression on frame"
							.formatted(high.group(1), charset));
			}
		}
	}

}
