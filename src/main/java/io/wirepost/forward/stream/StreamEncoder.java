package io.wirepost.forward.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.MessageView;
import io.wirepost.message.Position;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes messages as server-sent events (HTML, section 9.2). Safe for all threads. */
final class StreamEncoder {

	/**
	 * About the size of a page, unless it is a single message.
	 */
	static final int PAGE_BYTES = 32 * 1024;

	private static final byte[] MESSAGE = ascii("event: message\nid: ");

	private static final byte[] PRESENCE = ascii("event: presence\nid: ");

	private static final byte[] DATA = ascii("\ndata: ");

	private static final byte[] END = ascii("\n\n");

	private final ObjectWriter json;

	StreamEncoder(JsonMapper json) {
		// An event's data has to be one line, even if JSON is indented elsewhere.
		this.json = json.writerFor(MessageView.class).without(SerializationFeature.INDENT_OUTPUT);
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Encodes messages that follow a cursor.
	 * @param last the cursor after all of them
	 * @param most the most pages; messages left over come with the next read
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
			entries.add(new EncodedPage.Entry(message.position(), message.device(), message.direction(),
					message.interpretation().kind(), from, bytes.size()));
		}
		pages.add(new EncodedPage(begin, last, bytes.toByteArray(), List.copyOf(entries)));
		return pages;
	}

	private void write(DeviceMessage message, ByteArrayOutputStream bytes) {
		bytes.writeBytes((message.direction() == Direction.EVENT) ? PRESENCE : MESSAGE);
		bytes.writeBytes(ascii(message.position().toString()));
		bytes.writeBytes(DATA);
		bytes.writeBytes(this.json.writeValueAsBytes(MessageView.of(message)));
		bytes.writeBytes(END);
	}

}
