package io.wirepost;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.WirepostProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How the jar starts, stops and does without, as a process. */
class ProcessIT {

	@TempDir
	private Path data;

	@Test
	void badConfigurationStopsTheStartWithSentencesAndNoStackTrace() {
		try (WirepostProcess process = WirepostProcess.launch("", this.data, "wirepost.listeners.a.framing.type=lines",
				"wirepost.listeners.a.charset=klingon")) {
			assertThat(process.exit()).isNotZero();
			assertThat(process.log()).contains("wirepost.listeners.a.charset: 'klingon'")
				.contains("wirepost.listeners.a.framing.type: 'lines' is not a framing")
				.doesNotContain("\tat ", "Exception");
		}
	}

	@Test
	void aSecondProcessOnTheSameDataIsToldSo() {
		try (WirepostProcess first = WirepostProcess.start(this.data, "wirepost.listeners.default.port=0");
				WirepostProcess second = WirepostProcess.launch("", this.data, "wirepost.listeners.default.port=0")) {
			assertThat(second.exit()).isNotZero();
			assertThat(second.log()).contains(this.data.toString())
				.containsIgnoringCase("another process")
				.doesNotContain("\tat ");
			assertThat(first.api().get("/readyz").status()).isEqualTo(200);
		}
	}

	@Test
	void onShutdownCallersGetTheirAnswersAndDevicesAreHungUpOn() {
		try (WirepostProcess process = WirepostProcess.start(this.data, "wirepost.listeners.default.port=0",
				"wirepost.drain=1s")) {
			Api api = process.api();
			int port = process.port("default");
			try (Device device = Device.dial(port).say("hello\n"); Device idle = Device.dial(port).say("hello\n")) {
				String id = await().until(() -> api.all("/api/messages?order=asc"), (messages) -> messages.size() == 2)
					.stream()
					.filter((message) -> message.get("remoteAddress")
						.asString()
						.endsWith(":" + device.socket().getLocalPort()))
					.findFirst()
					.orElseThrow()
					.get("deviceId")
					.asString();
				CompletableFuture<Api.Answer> answer = api.postJsonLater("/api/devices/" + id + "/messages",
						"{\"text\":\"last?\",\"awaitReply\":\"20s\"}");
				assertThat(device.hear()).isEqualTo("last?");
				process.terminate();
				await().until(() -> process.log().contains("Commencing graceful shutdown"));
				device.say("yes\n");
				assertThat(answer.join().status()).isEqualTo(200);
				assertThat(device.isHungUpOn()).isTrue();
				assertThat(idle.isHungUpOn()).isTrue();
			}
			process.exit();
			assertThat(process.log()).doesNotContain("Exception");
		}
	}

	@Test
	void onShutdownItIsNotReadyFirstAndStillServesForTheDelay() throws IOException {
		try (WirepostProcess process = WirepostProcess.start(this.data, "wirepost.listeners.default.port=0",
				"wirepost.listeners.default.acknowledge.text=OK", "wirepost.drain=10ms", "wirepost.drain-delay=20s")) {
			Api api = process.api();
			int port = process.port("default");
			try (Device early = Device.dial(port).say("hello\n")) {
				assertThat(early.hear()).isEqualTo("OK");
				process.terminate();
				await().until(() -> api.get("/readyz").status() == 503);
				assertThat(api.get("/livez").status()).isEqualTo(200);
				try (Device late = Device.dial(port).say("hello too\n")) {
					assertThat(late.hear()).isEqualTo("OK");
					assertThat(api.all("/api/messages")).hasSize(2);
					assertThat(early.isHungUpOn()).isTrue();
					assertThat(late.isHungUpOn()).isTrue();
				}
			}
			process.exit();
			assertThat(process.log()).doesNotContain("Exception");
		}
	}

	@Test
	void shortOfFileDescriptorsTheListenerRestsAndGoesOnByItself() {
		try (WirepostProcess process = WirepostProcess.launch("ulimit -n 320;", this.data,
				"wirepost.listeners.default.port=0")) {
			process.awaitReady();
			Api api = process.api();
			int port = process.port("default");
			List<Device> devices = new ArrayList<>();
			try (Device first = Device.dial(port).say("first\n")) {
				await().until(() -> api.all("/api/messages").size() == 1);
				for (int i = 0; i < 400; i++) {
					devices.add(Device.dial(port));
				}
				await().until(() -> api.get("/api/listeners/default").json().get("state").asString().equals("PAUSED"));
				first.say("still here\n");
				await().until(() -> api.all("/api/messages").size() == 2);
				assertThat(api.get("/readyz").status()).isEqualTo(200);
				devices.forEach(Device::hangUp);
				await().atMost(Duration.ofMinutes(1))
					.until(() -> api.get("/api/listeners/default").json().get("state").asString().equals("LISTENING"));
				try (Device next = Device.dial(port).say("new\n")) {
					await().until(() -> api.all("/api/messages").size() == 3);
					assertThat(next.socket().isConnected()).isTrue();
				}
			}
			assertThat(process.log().lines().filter((line) -> line.contains("WARN"))).hasSizeLessThan(5);
		}
	}

	@Test
	void httpConnectionsLeaveDescriptorsForDevicesAndTheStore() throws IOException {
		List<SocketChannel> callers = new ArrayList<>();
		try (WirepostProcess process = WirepostProcess.launch("ulimit -n 320;", this.data,
				"wirepost.listeners.default.port=0", "wirepost.listeners.default.acknowledge.text=OK")) {
			process.awaitReady();
			int port = process.port("default");
			for (int i = 0; i < 400; i++) {
				SocketChannel caller = SocketChannel.open();
				callers.add(caller);
				caller.configureBlocking(false);
				caller.connect(new InetSocketAddress("127.0.0.1", process.httpPort()));
			}
			try (Device device = Device.dial(port).say("hello\n")) {
				assertThat(device.hear()).isEqualTo("OK");
			}
			assertThat(process.log()).doesNotContain("accept failed", "Too many open files");
		}
		finally {
			for (SocketChannel caller : callers) {
				caller.close();
			}
		}
	}

}
