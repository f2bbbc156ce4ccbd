package io.wirepost.simulator;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * How a frame may carry a device's id. Which of them a protocol uses is found by looking
 * for the id of an example in its frame.
 */
enum IdEncoding {

	/** Its characters. */
	TEXT {
		@Override
		byte[] encode(String id) {
			return id.getBytes(StandardCharsets.ISO_8859_1);
		}
	},
	/** Its characters, each as two hex digits. */
	DIGITS_OF_TEXT {
		@Override
		byte[] encode(String id) {
			return HexFormat.of()
				.withUpperCase()
				.formatHex(id.getBytes(StandardCharsets.ISO_8859_1))
				.getBytes(StandardCharsets.ISO_8859_1);
		}
	},
	/** Two digits in a byte. */
	PACKED {
		@Override
		byte @Nullable [] encode(String id) {
			return packed(id);
		}
	},
	/** Two digits in a byte, behind a zero. */
	PACKED_BEHIND_ZERO {
		@Override
		byte @Nullable [] encode(String id) {
			return packed("0" + id);
		}
	},
	/** Two digits in a byte, F behind the last. */
	PACKED_BEFORE_FILLER {
		@Override
		byte @Nullable [] encode(String id) {
			return packed(id + "F");
		}
	};

	/** The bytes of an id; null if it cannot be carried so. */
	abstract byte @Nullable [] encode(String id);

	private static byte @Nullable [] packed(String digits) {
		return digits.matches("(\\p{XDigit}{2})+") ? HexFormat.of().parseHex(digits) : null;
	}

}
