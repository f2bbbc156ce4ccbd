package io.wirepost.web;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** As much is read of a body as the largest frame of any listener or endpoint needs. */
class BodyLimitTests {

	private static final int TWO_MEGABYTES = 2 * 1024 * 1024;

	@Test
	void aFrameThatOnlyAnEndpointAllowsIsSent() throws Exception {
		try (Wirepost wirepost = Wirepost.start("wirepost.endpoints.allowed=127.0.0.1/32:*");
				ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			Api api = wirepost.api();
			byte[] payload = new byte[TWO_MEGABYTES];
			Arrays.fill(payload, (byte) 'x');
			String json = "{\"base64\":\"%s\"}".formatted(Base64.getEncoder().encodeToString(payload));
			api.putJson("/api/devices/plc", endpoint(server, "64KB"));
			assertThat(api.post("/api/devices/plc/messages", "application/octet-stream", payload).status())
				.isEqualTo(413);
			api.putJson("/api/devices/plc", endpoint(server, "2MB"));
			CompletableFuture<Api.Answer> raw = CompletableFuture
				.supplyAsync(() -> api.post("/api/devices/plc/messages", "application/octet-stream", payload));
			try (Device plc = Device.accept(server)) {
				assertThat(plc.hear(TWO_MEGABYTES)).isEqualTo(payload);
				assertThat(raw.join().status()).isEqualTo(200);
				CompletableFuture<Api.Answer> base64 = api.postJsonLater("/api/devices/plc/messages", json);
				assertThat(plc.hear(TWO_MEGABYTES)).isEqualTo(payload);
				assertThat(base64.join().status()).isEqualTo(200);
			}
			api.delete("/api/devices/plc");
			assertThat(api.postJson("/api/devices/plc/messages", json).status()).isEqualTo(413);
		}
	}

	private static String endpoint(ServerSocket server, String maxFrameSize) {
		return """
				{"endpoint": {"host": "127.0.0.1", "port": %d, "framing": {"type": "raw", "maxFrameSize": "%s"}}}"""
			.formatted(server.getLocalPort(), maxFrameSize);
	}

}
