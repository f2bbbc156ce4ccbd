package io.wirepost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.WirepostProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The two programs that Wirepost grew from, against the jar and config/seed.yaml. */
class SeedProgramsIT {

	private static final String FROM_THE_SERVER = "서버에서 보내는 메시지";

	private static final String FROM_THE_DEVICE = "IoT 디바이스로부터 온 데이터";

	@TempDir
	private static Path data;

	private static ServerSocket programOne;

	private static WirepostProcess wirepost;

	@BeforeAll
	static void start() throws IOException {
		programOne = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
		wirepost = WirepostProcess.start(data, "spring.config.additional-location=file:config/seed.yaml",
				"wirepost.listeners.device-client.port=0",
				"wirepost.devices.socket-server.endpoint.port=" + programOne.getLocalPort());
	}

	@AfterAll
	static void stop() throws IOException {
		wirepost.close();
		programOne.close();
	}

	/** Program 2: connects, sends, reads once up to 1024 bytes, closes. */
	@Test
	void theDeviceClientIsAnsweredAndHungUpOnAndItsTextIsInTheList() throws IOException {
		Api api = wirepost.api();
		try (Socket socket = new Socket("127.0.0.1", wirepost.port("device-client"))) {
			socket.getOutputStream().write(FROM_THE_DEVICE.getBytes(StandardCharsets.UTF_8));
			assertThat(readOnce(socket)).isEqualTo(FROM_THE_SERVER);
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		assertThat(api.all("/api/messages?listener=device-client")).singleElement().satisfies((message) -> {
			assertThat(message.get("text").asString()).isEqualTo(FROM_THE_DEVICE);
			assertThat(message.get("direction").asString()).isEqualTo("INBOUND");
		});
	}

	/** Program 1: accepts, reads once up to 1024 bytes, answers, closes, goes on. */
	@Test
	void theSocketServerIsSentToAndItsAnswerIsInTheResponse() {
		Api api = wirepost.api();
		for (int i = 0; i < 3; i++) {
			CompletableFuture<String> heard = CompletableFuture.supplyAsync(SeedProgramsIT::serveOne);
			Api.Answer answer = api.postJson("/api/devices/socket-server/messages",
					"{\"text\":\"%s\",\"awaitReply\":\"30s\"}".formatted(FROM_THE_DEVICE));
			assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
			assertThat(answer.json().get("status").asString()).isEqualTo("REPLIED");
			assertThat(answer.json().get("reply").get("text").asString()).isEqualTo(FROM_THE_SERVER);
			assertThat(heard.join()).isEqualTo(FROM_THE_DEVICE);
			await().until(() -> !api.get("/api/devices/socket-server").json().get("connected").asBoolean());
		}
		assertThat(api.all("/api/devices/socket-server/messages")).hasSize(6);
	}

	private static String serveOne() {
		try (Socket client = programOne.accept()) {
			String text = readOnce(client);
			client.getOutputStream().write(FROM_THE_SERVER.getBytes(StandardCharsets.UTF_8));
			return text;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String readOnce(Socket socket) throws IOException {
		byte[] buffer = new byte[1024];
		int read = socket.getInputStream().read(buffer);
		return new String(buffer, 0, read, StandardCharsets.UTF_8);
	}

}
