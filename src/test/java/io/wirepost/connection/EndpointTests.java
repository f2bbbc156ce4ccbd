package io.wirepost.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.FreePort;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Devices that Wirepost dials. */
class EndpointTests {

	private static final String ALLOW = "wirepost.endpoints.allowed=127.0.0.1/32:*";

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start(ALLOW);
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static ServerSocket server() throws IOException {
		return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
	}

	private static String endpoint(int port, String more) {
		return "{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":%d%s}}".formatted(port, more);
	}

	@Test
	void isDialledOnDemandAndHungUpOnAfterItsIdleTime() throws Exception {
		try (ServerSocket server = server()) {
			Api.Answer put = api.putJson("/api/devices/plc",
					endpoint(server.getLocalPort(), ",\"idleTimeout\":\"1s\""));
			assertThat(put.status()).isEqualTo(201);
			JsonNode endpoint = put.json().get("endpoint");
			assertThat(endpoint.get("connect").asString()).isEqualTo("on-demand");
			assertThat(endpoint.get("idleTimeout").asString()).isEqualTo("PT1S");
			assertThat(put.json().get("connected").asBoolean()).isFalse();
			for (int i = 0; i < 2; i++) {
				CompletableFuture<Api.Answer> answer = api.postJsonLater("/api/devices/plc/messages",
						"{\"text\":\"read\",\"awaitReply\":\"30s\"}");
				try (Device plc = Device.accept(server)) {
					assertThat(plc.hear()).isEqualTo("read");
					plc.say("42\n");
					assertThat(answer.join().json().get("reply").get("text").asString()).isEqualTo("42");
					assertThat(api.get("/api/connections?device=plc")
						.json()
						.get("items")
						.get(0)
						.get("endpoint")
						.asString()).isEqualTo("127.0.0.1:" + server.getLocalPort());
					assertThat(plc.isHungUpOn()).isTrue();
				}
				await().until(() -> !api.get("/api/devices/plc").json().get("connected").asBoolean());
			}
		}
	}

	@Test
	void isNotHungUpOnWhileAReplyIsAwaited() throws Exception {
		try (ServerSocket server = server()) {
			JsonNode put = api
				.putJson("/api/devices/slow", endpoint(server.getLocalPort(), ",\"idleTimeout\":\"500ms\""))
				.json();
			assertThat(put.get("endpoint").get("port").isInt()).isTrue();
			CompletableFuture<Api.Answer> answer = api.postJsonLater("/api/devices/slow/messages",
					"{\"text\":\"read\",\"awaitReply\":\"30s\"}");
			try (Device device = Device.accept(server)) {
				assertThat(device.hear()).isEqualTo("read");
				await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
				device.say("42\n");
				assertThat(answer.join().status()).isEqualTo(200);
			}
		}
	}

	@Test
	void oneThatMayNoLongerBeDialledDoesNotStopTheStart(@TempDir Path data) throws Exception {
		try (ServerSocket server = server()) {
			try (Wirepost wirepost = Wirepost.startOn(data, ALLOW)) {
				assertThat(wirepost.api()
					.putJson("/api/devices/kept", endpoint(server.getLocalPort(), ",\"connect\":\"always\""))
					.status()).isEqualTo(201);
			}
			try (Wirepost wirepost = Wirepost.startOn(data, "wirepost.listeners.default.port=0")) {
				Api.Answer answer = wirepost.api().postJson("/api/devices/kept/messages", "{\"text\":\"a\"}");
				assertThat(answer.status()).isEqualTo(409);
				assertThat(answer.json().get("reason").asString()).isEqualTo("endpoint-not-allowed");
				assertThat(wirepost.api().delete("/api/devices/kept").status()).isEqualTo(204);
			}
		}
	}

	@Test
	void isChangedAgainAndAgainWhileItIsSentTo() throws Exception {
		try (ServerSocket server = server()) {
			CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> acceptUntilClosed(server));
			for (int i = 0; i < 20; i++) {
				api.putJson("/api/devices/changing",
						endpoint(server.getLocalPort(), ",\"idleTimeout\":\"%ds\"".formatted(30 + i % 2)));
				api.postJsonLater("/api/devices/changing/messages", "{\"text\":\"x\"}");
			}
			await().until(() -> api.postJson("/api/devices/changing/messages", "{\"text\":\"x\"}").status() == 200);
			assertThat(echo).isNotDone();
		}
	}

	private static void acceptUntilClosed(ServerSocket server) {
		try {
			while (true) {
				server.accept();
			}
		}
		catch (IOException ex) {
			assertThat(server.isClosed()).isTrue();
		}
	}

	@Test
	void isKeptConnectedAndDialledAgainAfterALoss() throws Exception {
		try (ServerSocket server = server()) {
			api.putJson("/api/devices/always", endpoint(server.getLocalPort(), ",\"connect\":\"always\""));
			Device.accept(server).close();
			Device.accept(server).close();
			try (Device third = Device.accept(server)) {
				third.say("unasked\n");
				await().until(() -> api.all("/api/devices/always/messages").size() == 1);
				assertThat(api.delete("/api/devices/always").status()).isEqualTo(204);
				assertThat(third.isHungUpOn()).isTrue();
			}
		}
	}

	@Test
	void isDialledAgainUntilItIsThere() throws Exception {
		int port = FreePort.next();
		assertThat(api.putJson("/api/devices/later", endpoint(port, ",\"connect\":\"always\"")).status())
			.isEqualTo(201);
		try (ServerSocket server = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
				Device device = Device.accept(server)) {
			await().until(() -> api.get("/api/devices/later").json().get("connected").asBoolean());
			assertThat(device.socket().isConnected()).isTrue();
			assertThat(api.delete("/api/devices/later").status()).isEqualTo(204);
		}
	}

	@Test
	void isRedialledByOneChainHoweverManySendsFail() throws Exception {
		int port = FreePort.next();
		api.putJson("/api/devices/refusing", endpoint(port, ",\"connect\":\"always\""));
		for (int i = 0; i < 100; i++) {
			assertThat(api.postJson("/api/devices/refusing/messages", "{\"text\":\"x\"}").status()).isEqualTo(409);
		}
		try (ServerSocket server = new ServerSocket(port, 500, InetAddress.getByName("127.0.0.1"))) {
			server.setSoTimeout(3000);
			int dials = 0;
			try {
				while (true) {
					server.accept().close();
					dials++;
				}
			}
			catch (SocketTimeoutException ex) {
				// The backoff has grown beyond what is waited here.
			}
			assertThat(dials).isLessThan(20);
		}
		assertThat(api.delete("/api/devices/refusing").status()).isEqualTo(204);
	}

	@Test
	void survivesARestartAndAChangeOfItsPort(@TempDir Path data) throws Exception {
		try (ServerSocket first = server(); ServerSocket second = server()) {
			try (Wirepost wirepost = Wirepost.startOn(data, ALLOW)) {
				wirepost.api()
					.putJson("/api/devices/kept", endpoint(first.getLocalPort(), ",\"framing\":{\"type\":\"raw\"}"));
			}
			try (Wirepost wirepost = Wirepost.startOn(data, ALLOW)) {
				Api api = wirepost.api();
				CompletableFuture<Api.Answer> answer = api.postJsonLater("/api/devices/kept/messages",
						"{\"text\":\"a\",\"awaitReply\":\"30s\"}");
				try (Device device = Device.accept(first)) {
					assertThat(device.hear(1)).isEqualTo(new byte[] { 'a' });
					device.say("b");
					assertThat(answer.join().status()).isEqualTo(200);
					assertThat(api.putJson("/api/devices/kept", endpoint(second.getLocalPort(), "")).status())
						.isEqualTo(200);
					assertThat(device.isHungUpOn()).isTrue();
				}
				api.postJsonLater("/api/devices/kept/messages", "{\"text\":\"c\"}");
				try (Device device = Device.accept(second)) {
					assertThat(device.hear()).isEqualTo("c");
				}
			}
		}
	}

	@Test
	void aDialThatHangsDelaysNoOtherDevice() throws Exception {
		try (ServerSocket full = server(); ServerSocket server = server()) {
			// A server that never accepts: its queue fills up, and further dials hang.
			api.putJson("/api/devices/hanging", endpoint(full.getLocalPort(), ",\"connectTimeout\":\"3s\""));
			api.putJson("/api/devices/there", endpoint(server.getLocalPort(), ""));
			CompletableFuture<Api.Answer> hanging = api.postJsonLater("/api/devices/hanging/messages",
					"{\"text\":\"x\",\"awaitReply\":\"1s\"}");
			CompletableFuture<Api.Answer> there = api.postJsonLater("/api/devices/there/messages",
					"{\"text\":\"y\",\"awaitReply\":\"30s\"}");
			try (Device device = Device.accept(server)) {
				assertThat(device.hear()).isEqualTo("y");
				device.say("z\n");
				assertThat(there.join().status()).isEqualTo(200);
			}
			assertThat(hanging.orTimeout(60, TimeUnit.SECONDS).join().status()).isIn(409, 504);
		}
	}

	@Test
	void endpointsOfTheConfigurationNeedNoAllowListAndMayBePutForOtherDevices() throws Exception {
		try (ServerSocket server = server();
				Wirepost wirepost = Wirepost.start("wirepost.devices.conf.endpoint.host=127.0.0.1",
						"wirepost.devices.conf.endpoint.port=" + server.getLocalPort(),
						"wirepost.devices.conf.tags=x,y", "wirepost.devices.conf.endpoint.connect=always")) {
			Api api = wirepost.api();
			try (Device device = Device.accept(server)) {
				await().atMost(Duration.ofMinutes(1))
					.until(() -> api.get("/api/devices/conf").json().get("connected").asBoolean());
				assertThat(api.get("/api/devices/conf").json().get("tags")).hasSize(2);
				assertThat(device.socket().isConnected()).isTrue();
			}
			assertThat(api.putJson("/api/devices/same", endpoint(server.getLocalPort(), "")).status()).isEqualTo(201);
			assertThat(api.putJson("/api/devices/other", endpoint(1, "")).status()).isEqualTo(403);
		}
	}

}
