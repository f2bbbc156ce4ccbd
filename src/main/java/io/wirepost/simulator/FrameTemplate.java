package io.wirepost.simulator;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

import io.wirepost.framing.Framing;
import io.wirepost.message.Payload;
import io.wirepost.protocol.ExampleFrame;
import org.jspecify.annotations.Nullable;

/**
 * A frame of an example that can be made any device's own: the id in it is replaced, and
 * the checksum filled in again.
 *
 * @param frame the frame of the example
 * @param id the id in it
 * @param encoding how it has the id; null if it has none
 * @param framing puts the changed payload into a frame; null where the bytes on the wire
 * are changed
 */
record FrameTemplate(ExampleFrame frame, String id, @Nullable IdEncoding encoding, @Nullable Framing framing) {

	/**
	 * The bytes of a device's frame on the wire.
	 * @throws io.wirepost.framing.PayloadNotFrameableException if the framing cannot
	 * carry it
	 */
	byte[] of(String other) {
		byte[] from = (this.encoding != null) ? this.encoding.encode(this.id) : null;
		byte[] to = (this.encoding != null) ? this.encoding.encode(other) : null;
		if (from == null || to == null) {
			return this.frame.wire();
		}
		return (this.framing != null)
				? this.framing.encode(Payload.owning(replaced(this.frame.payload().toByteArray(), from, to)))
				: replaced(this.frame.wire(), from, to);
	}

	/** The same bytes with the other id wherever the first stands. */
	private static byte[] replaced(byte[] bytes, byte[] from, byte[] to) {
		ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length);
		int at = 0;
		while (at < bytes.length) {
			boolean found = at + from.length <= bytes.length
					&& Arrays.equals(bytes, at, at + from.length, from, 0, from.length);
			if (found) {
				all.writeBytes(to);
			}
			else {
				all.write(bytes[at]);
			}
			at += found ? from.length : 1;
		}
		return all.toByteArray();
	}

}
