package io.wirepost.forward.webhook;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What counts as an answer, byte by byte. */
class WebhookAnswerTests {

	private static Wirepost start(RawReceiver receiver) {
		return Wirepost.start("wirepost.listeners.default.port=0",
				"wirepost.webhooks.raw.url=http://127.0.0.1:" + receiver.port() + "/",
				"wirepost.webhooks.raw.timeout=2s", "wirepost.webhooks.raw.retry.longest=10ms",
				"wirepost.webhooks.raw.retry.first=10ms");
	}

	private static JsonNode hook(Wirepost wirepost) {
		return wirepost.api().get("/api/webhooks").json().at("/items/0");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void anAnswerWhoseBodyHangsOrIsCutIsAnAnswer(boolean cut) throws Exception {
		try (RawReceiver receiver = new RawReceiver("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", cut);
				Wirepost wirepost = start(receiver);
				Device device = wirepost.dial("default").say("one\n")) {
			await().until(() -> !hook(wirepost).get("lastDeliveredAt").isNull() || receiver.posts.size() > 1);
			device.say("two\n");
			await().until(() -> hook(wirepost).get("lag").asString().equals("PT0S") && receiver.posts.size() > 1);
			assertThat(receiver.posts).hasSize(2);
			assertThat(receiver.posts.get(0)).contains("\"one\"");
			assertThat(receiver.posts.get(1)).contains("\"two\"").doesNotContain("\"one\"");
			assertThat(hook(wirepost).get("lastError").isNull()).isTrue();
		}
	}

	@Test
	void whatSpeaksNoHttpIsQuotedInShortAndWithoutControls() throws Exception {
		String line = "\u001b[31m\u0007" + "x".repeat(5_000);
		try (RawReceiver receiver = new RawReceiver(line + "\r\n\r\n", true);
				Wirepost wirepost = start(receiver);
				Device device = wirepost.dial("default").say("one\n")) {
			await().until(() -> !hook(wirepost).get("lastError").isNull());
			assertThat(hook(wirepost).get("lastError").asString()).hasSizeLessThan(300)
				.matches("[ -~…]+")
				.startsWith("The connection to the receiver failed");
			assertThat(device.socket().isConnected()).isTrue();
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
