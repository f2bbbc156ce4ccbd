package io.wirepost.forward.webhook;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What counts as an answer, byte by byte. */
class WebhookAnswerTests {

	private static final String HALF = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";

	/**
	 * By the name of the webhook, which posts what is said on the listener of its name.
	 */
	private static final Map<String, RawReceiver> RECEIVERS = new HashMap<>();

	private static Wirepost wirepost;

	@BeforeAll
	static void start() throws IOException {
		RECEIVERS.put("hangs", new RawReceiver(HALF, false));
		RECEIVERS.put("is-cut", new RawReceiver(HALF, true));
		RECEIVERS.put("no-http", new RawReceiver("\u001b[31m\u0007" + "x".repeat(5_000) + "\r\n\r\n", true));
		List<String> settings = new ArrayList<>();
		RECEIVERS.forEach((name, receiver) -> {
			String listener = "wirepost.listeners." + name;
			String hook = "wirepost.webhooks." + name;
			settings.addAll(List.of(listener + ".port=0", listener + ".identify.by=first-frame",
					listener + ".identify.consume=true", listener + ".identify.pattern=^(?<id>" + name + ")$",
					hook + ".url=http://127.0.0.1:" + receiver.port() + "/", hook + ".devices=" + name,
					hook + ".timeout=2s", hook + ".retry.longest=10ms", hook + ".retry.first=10ms"));
		});
		wirepost = Wirepost.start(settings.toArray(String[]::new));
	}

	@AfterAll
	static void stop() throws IOException {
		wirepost.close();
		for (RawReceiver receiver : RECEIVERS.values()) {
			receiver.close();
		}
	}

	private static JsonNode hook(String name) {
		for (JsonNode one : wirepost.api().get("/api/webhooks").json().get("items")) {
			if (one.get("name").asString().equals(name)) {
				return one;
			}
		}
		throw new AssertionError("There is no webhook " + name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "hangs", "is-cut" })
	void anAnswerWhoseBodyHangsOrIsCutIsAnAnswer(String name) {
		RawReceiver receiver = RECEIVERS.get(name);
		try (Device device = wirepost.dial(name).say(name + "\none\n")) {
			await().until(() -> !hook(name).get("lastDeliveredAt").isNull() || receiver.posts.size() > 1);
			device.say("two\n");
			await().until(() -> hook(name).get("lag").asString().equals("PT0S") && receiver.posts.size() > 1);
			assertThat(receiver.posts).hasSize(2);
			assertThat(receiver.posts.get(0)).contains("\"one\"");
			assertThat(receiver.posts.get(1)).contains("\"two\"").doesNotContain("\"one\"");
			assertThat(hook(name).get("lastError").isNull()).isTrue();
		}
	}

	@Test
	void whatSpeaksNoHttpIsQuotedInShortAndWithoutControls() {
		try (Device device = wirepost.dial("no-http").say("no-http\none\n")) {
			await().until(() -> !hook("no-http").get("lastError").isNull());
			assertThat(hook("no-http").get("lastError").asString()).hasSizeLessThan(300)
				.matches("[ -~…]+")
				.startsWith("The connection to the receiver failed");
			assertThat(device.socket().isConnected()).isTrue();
			// Or it would be tried again while other tests run.
			wirepost.api().post("/api/webhooks/no-http/pause", null, null);
		}
	}

	/** Answers each post with the same bytes, then closes or sends nothing more. */
	private static final class RawReceiver implements AutoCloseable {

		private final List<String> posts = new CopyOnWriteArrayList<>();

		private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));

		private final List<Socket> sockets = new CopyOnWriteArrayList<>();

		private final byte[] answer;

		private final boolean cut;

		RawReceiver(String answer, boolean cut) throws IOException {
			this.answer = answer.getBytes(StandardCharsets.ISO_8859_1);
			this.cut = cut;
			new Thread(this::accept).start();
		}

		int port() {
			return this.server.getLocalPort();
		}

		private void accept() {
			while (true) {
				try {
					Socket socket = this.server.accept();
					this.sockets.add(socket);
					new Thread(() -> answer(socket)).start();
				}
				catch (IOException ex) {
					return;
				}
			}
		}

		private void answer(Socket socket) {
			try {
				DataInputStream in = new DataInputStream(socket.getInputStream());
				StringBuilder head = new StringBuilder();
				while (head.indexOf("\r\n\r\n") < 0) {
					head.append((char) in.readUnsignedByte());
				}
				byte[] body = new byte[Integer
					.parseInt(head.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1"))];
				in.readFully(body);
				this.posts.add(new String(body, StandardCharsets.UTF_8));
				socket.getOutputStream().write(this.answer);
				if (this.cut) {
					socket.close();
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void close() throws IOException {
			this.server.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}

	}

}
