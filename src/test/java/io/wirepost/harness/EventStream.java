package io.wirepost.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A reader of server-sent events that can hang up at any moment, or not read at all. It
 * speaks HTTP/1.0, so that the body is not chunked.
 */
public final class EventStream implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 60_000;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final Socket socket = new Socket();

	private final BufferedReader lines;

	private final List<String> head = new ArrayList<>();

	private EventStream(int port, int receiveBuffer, String path, String... headers) throws IOException {
		if (receiveBuffer > 0) {
			this.socket.setReceiveBufferSize(receiveBuffer);
		}
		this.socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
		this.socket.setSoTimeout(PATIENCE_MILLIS);
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		this.socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
		this.lines = new BufferedReader(new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
		for (String line = this.lines.readLine(); line != null && !line.isEmpty(); line = this.lines.readLine()) {
			this.head.add(line);
		}
	}

	/** Opens a stream; headers are whole lines. */
	public static EventStream open(Api api, String query, String... headers) {
		return open(api, 0, query, headers);
	}

	/** Opens a stream with a receive buffer of so many bytes. */
	public static EventStream open(Api api, int receiveBuffer, String query, String... headers) {
		try {
			return new EventStream(api.port(), receiveBuffer, "/api/messages/stream" + query, headers);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int status() {
		return Integer.parseInt(this.head.get(0).split(" ")[1]);
	}

	/** The response's status line and headers. */
	public List<String> head() {
		return this.head;
	}

	/** The next event; null at the end of the stream. */
	public Event next() {
		String id = null;
		String name = null;
		for (String line = line(); line != null; line = line()) {
			if (line.startsWith("id: ")) {
				id = line.substring(4);
			}
			else if (line.startsWith("event: ")) {
				name = line.substring(7);
			}
			else if (line.startsWith("data: ")) {
				String data = line.substring(6);
				if (line().isEmpty()) {
					return new Event(id, name, data);
				}
				throw new IllegalStateException("An event's data has more than one line: " + data);
			}
		}
		return null;
	}

	/** So many events. */
	public List<Event> next(int count) {
		List<Event> events = new ArrayList<>();
		while (events.size() < count) {
			Event event = next();
			if (event == null) {
				throw new IllegalStateException("The stream ended after %d of %d".formatted(events.size(), count));
			}
			events.add(event);
		}
		return events;
	}

	/** The next line as it is; null at the end of the stream. */
	public String line() {
		try {
			return this.lines.readLine();
		}
		catch (SocketException ex) {
			// A reset is an end, too.
			return null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Hangs up, whatever is under way. */
	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** One message. */
	public record Event(String id, String name, String data) {

		public JsonNode json() {
			return JSON.readTree(this.data);
		}

		public String text() {
			return json().get("text").asString();
		}

	}

}
