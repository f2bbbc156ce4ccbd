package io.wirepost.forward.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageView;
import io.wirepost.message.Position;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes messages as server-sent events (HTML, section 9.2). Safe for all threads. */
final class StreamEncoder {

	/**
	 * A page has about so many bytes, or one message: what one turn of a stream writes.
	 */
	static final int PAGE_BYTES = 32 * 1024;

	private static final byte[] ID = ascii("event: message\nid: ");

	private static final byte[] DATA = ascii("\ndata: ");

	private static final byte[] END = ascii("\n\n");

	private final ObjectWriter json;

	StreamEncoder(JsonMapper json) {
		// An event's data is one line, however JSON is printed elsewhere.
		this.json = json.writerFor(MessageView.class).without(SerializationFeature.INDENT_OUTPUT);
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Writes what was read behind a cursor.
	 * @param last the cursor behind all of it
	 * @param most so many pages: what is left over comes with the next read
	 * @return one page or more
	 */
	List<EncodedPage> encode(Position after, List<DeviceMessage> messages, Position last, int most) {
		List<EncodedPage> pages = new ArrayList<>();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(PAGE_BYTES + 4096);
		List<EncodedPage.Entry> entries = new ArrayList<>();
		Position begin = after;
		for (DeviceMessage message : messages) {
			if (bytes.size() >= PAGE_BYTES) {
				Position until = entries.get(entries.size() - 1).id();
				pages.add(new EncodedPage(begin, until, bytes.toByteArray(), List.copyOf(entries)));
				if (pages.size() == most) {
					return pages;
				}
				begin = until;
				bytes.reset();
				entries.clear();
			}
			int from = bytes.size();
			write(message, bytes);
			entries.add(new EncodedPage.Entry(message.position(), message.device(), message.direction(), from,
					bytes.size()));
		}
		pages.add(new EncodedPage(begin, last, bytes.toByteArray(), List.copyOf(entries)));
		return pages;
	}

	private void write(DeviceMessage message, ByteArrayOutputStream bytes) {
		bytes.writeBytes(ID);
		bytes.writeBytes(ascii(message.position().toString()));
		bytes.writeBytes(DATA);
		bytes.writeBytes(this.json.writeValueAsBytes(MessageView.of(message)));
		bytes.writeBytes(END);
	}

}
