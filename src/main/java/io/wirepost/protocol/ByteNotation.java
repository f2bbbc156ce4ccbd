package io.wirepost.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wirepost.settings.InvalidSettingsException;

/**
 * Bytes as people write them: pairs of hex digits with or without white space, or text
 * with the escapes {@code \r \n \t \0 \\} and {@code \xHH}.
 */
final class ByteNotation {

	private static final Pattern HEX = Pattern.compile("(?:\\s*+\\p{XDigit}{2})*+\\s*+");

	private static final Pattern TEXT = Pattern.compile("\\\\x(\\p{XDigit}{2})|\\\\([rnt0\\\\])|([^\\\\]++)");

	private ByteNotation() {
	}

	/**
	 * Reads hex only.
	 * @throws InvalidSettingsException if it is none
	 */
	static byte[] hex(String word) {
		if (!HEX.matcher(word).matches()) {
			throw new InvalidSettingsException("",
					"'%s' is not hex; write two digits for each byte, such as 78 78 0D".formatted(shown(word)));
		}
		return HexFormat.of().parseHex(word.replaceAll("\\s", ""));
	}

	/**
	 * Reads hex, or text in a charset.
	 * @throws InvalidSettingsException if it has an unknown escape
	 */
	static byte[] read(String word, Charset charset) {
		if (HEX.matcher(word).matches()) {
			return hex(word);
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Matcher text = TEXT.matcher(word);
		int end = 0;
		while (text.find() && text.start() == end) {
			end = text.end();
			if (text.group(3) != null) {
				bytes.writeBytes(text.group(3).getBytes(charset));
			}
			else {
				bytes.write(escaped(text));
			}
		}
		if (end < word.length()) {
			throw new InvalidSettingsException("",
					"'%s' cannot be read from '%s' on; write hex, or text with \\r \\n \\t \\0 \\\\ or \\xHH"
						.formatted(shown(word), shown(word.substring(end))));
		}
		return bytes.toByteArray();
	}

	private static int escaped(Matcher text) {
		return (text.group(1) != null) ? HexFormat.fromHexDigits(text.group(1))
				: "\r\n\t\0\\".charAt("rnt0\\".indexOf(text.group(2)));
	}

	private static String shown(String word) {
		return (word.length() > 80) ? word.substring(0, 80) + "…" : word;
	}

}
