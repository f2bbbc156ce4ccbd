package io.wirepost.connection;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.FreePort;
import io.wirepost.harness.Names;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Which addresses Wirepost dials, and which only where they are named. */
@ExtendWith(OutputCaptureExtension.class)
class DiallingTests {

	private static final String ANYWHERE = "wirepost.endpoints.allowed=0.0.0.0/0:*,[::]/0:*,plc.example:*";

	private static final String HERE = "wirepost.endpoints.allowed=127.0.0.0/8:*";

	private final Names names = new Names();

	private static Api.Answer put(Api api, String host, int port) {
		return api.putJson("/api/devices/plc", "{\"endpoint\":{\"host\":\"%s\",\"port\":%d}}".formatted(host, port));
	}

	private static ServerSocket server(String address, int port) throws Exception {
		return new ServerSocket(port, 50, InetAddress.getByName(address));
	}

	private static double refused(Wirepost wirepost) {
		return wirepost.bean(MeterRegistry.class)
			.get("wirepost.connections.refused")
			.tag("reason", "endpoint-not-allowed")
			.counter()
			.count();
	}

	@Test
	void specialAddressesAreNotNamedByEveryNetwork() {
		this.names.at("here.example", "127.0.0.1");
		this.names.at("metadata.example", "169.254.169.254", "fd00:ec2::254");
		this.names.at("plc.example", "127.0.0.1");
		Map<String, String> hosts = Map.ofEntries(Map.entry("169.254.169.254", "cloud's metadata"),
				Map.entry("169.254.7.7", "link-local"), Map.entry("127.0.0.1", "loopback"),
				Map.entry("127.99.0.1", "loopback"), Map.entry("localhost", "loopback"), Map.entry("::1", "loopback"),
				Map.entry("[::1]", "loopback"), Map.entry("::ffff:127.0.0.1", "loopback"),
				Map.entry("0x7f000001", "more than one address"), Map.entry("2130706433", "more than one address"),
				Map.entry("0177.0.0.1", "more than one address"), Map.entry("127.1", "more than one address"),
				Map.entry("0.0.0.0", "unspecified"), Map.entry("::", "unspecified"),
				Map.entry("255.255.255.255", "broadcast"), Map.entry("224.0.0.1", "multicast"),
				Map.entry("ff02::1", "multicast"), Map.entry("fe80::1", "link-local"),
				Map.entry("fd00:ec2::254", "cloud's metadata"), Map.entry("100.100.100.200", "cloud's metadata"),
				Map.entry("64:ff9b::a9fe:a9fe", "cloud's metadata"), Map.entry("2002:7f00:1::1", "loopback"),
				Map.entry("::7f00:1", "loopback"), Map.entry("here.example", "loopback"),
				Map.entry("metadata.example", "cloud's metadata"), Map.entry("plc.example", "loopback"));
		try (Wirepost wirepost = Wirepost.startWith(this.names, ANYWHERE)) {
			Api api = wirepost.api();
			hosts.forEach((host, why) -> {
				Api.Answer answer = put(api, host, 9);
				assertThat(answer.status()).as(host).isEqualTo(403);
				assertThat(answer.problem()).isEqualTo("endpoint-not-allowed");
				assertThat(answer.json().get("detail").asString()).as(host).contains(host, why);
			});
			assertThat(put(api, "192.0.2.1", 9).status()).isEqualTo(201);
			assertThat(put(api, "100.100.100.201", 9).status()).isEqualTo(200);
			assertThat(put(api, "64:ff9b::c000:201", 9).status()).isEqualTo(200);
			assertThat(put(api, "nobody.example", 9).status()).isEqualTo(403);
		}
	}

	@Test
	void anEntryWithinTheSpecialRangeNamesIt() {
		try (Wirepost wirepost = Wirepost.startWith(this.names,
				"wirepost.endpoints.allowed=169.254.0.0/16:*,localhost:9,[fd00:ec2::254]:80")) {
			Api api = wirepost.api();
			assertThat(put(api, "169.254.7.7", 9).status()).isEqualTo(201);
			// That takes more than a network in which it happens to be.
			assertThat(put(api, "169.254.169.254", 9).status()).isEqualTo(403);
			assertThat(put(api, "localhost", 9).status()).isEqualTo(200);
			assertThat(put(api, "127.0.0.1", 9).status()).isEqualTo(403);
			assertThat(put(api, "fd00:ec2::254", 80).status()).isEqualTo(200);
		}
	}

	@Test
	void aNameThatChangesAfterTheCheckIsCheckedAgainWhenItIsDialled(CapturedOutput output) throws Exception {
		try (ServerSocket server = server("127.0.0.1", 0);
				Wirepost wirepost = Wirepost.startWith(this.names, ANYWHERE)) {
			Api api = wirepost.api();
			this.names.at("plc.example", "192.0.2.1");
			assertThat(put(api, "plc.example", server.getLocalPort()).status()).isEqualTo(201);
			this.names.at("plc.example", "127.0.0.1");
			for (int i = 1; i <= 3; i++) {
				Api.Answer answer = api.postJson("/api/devices/plc/messages", "{\"text\":\"x\"}");
				assertThat(answer.status()).isEqualTo(409);
				assertThat(answer.json().get("reason").asString()).isEqualTo("endpoint-not-allowed");
				assertThat(answer.json().get("detail").asString()).contains("127.0.0.1 is a loopback address");
				assertThat(refused(wirepost)).isEqualTo(i);
			}
			assertThat(output.toString().split("127.0.0.1 is a loopback address", -1)).hasSize(2);
			server.setSoTimeout(200);
			assertThat(accepts(server)).isFalse();
		}
	}

	private static boolean accepts(ServerSocket server) throws Exception {
		try {
			server.accept().close();
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
	}

	@Test
	void theConnectionGoesToTheAddressThatWasChecked() throws Exception {
		try (ServerSocket checked = server("127.0.0.2", 0);
				ServerSocket other = server("127.0.0.3", checked.getLocalPort());
				Wirepost wirepost = Wirepost.startWith(this.names, HERE)) {
			Api api = wirepost.api();
			this.names.at("plc.example", "127.0.0.3");
			assertThat(put(api, "plc.example", checked.getLocalPort()).status()).isEqualTo(201);
			// The next lookup, and only that, gives the one that is allowed.
			this.names.next("plc.example", "127.0.0.2");
			long before = this.names.asked("plc.example");
			CompletableFuture<Api.Answer> answer = api.postJsonLater("/api/devices/plc/messages",
					"{\"text\":\"x\",\"awaitReply\":\"30s\"}");
			try (Device device = Device.accept(checked)) {
				assertThat(device.hear()).isEqualTo("x");
				device.say("y\n");
				assertThat(answer.join().status()).isEqualTo(200);
			}
			assertThat(this.names.asked("plc.example") - before).isEqualTo(1);
			other.setSoTimeout(200);
			assertThat(accepts(other)).isFalse();
		}
	}

	@Test
	void ofSeveralAddressesThoseThatAreRefusedAreSkipped() throws Exception {
		this.names.at("plc.example", "169.254.169.254", "127.0.0.1");
		try (ServerSocket server = server("127.0.0.1", 0);
				Wirepost wirepost = Wirepost.startWith(this.names,
						"wirepost.endpoints.allowed=plc.example:*,127.0.0.1/32:*")) {
			Api api = wirepost.api();
			assertThat(put(api, "plc.example", server.getLocalPort()).status()).isEqualTo(201);
			api.postJsonLater("/api/devices/plc/messages", "{\"text\":\"x\"}");
			try (Device device = Device.accept(server)) {
				assertThat(device.hear()).isEqualTo("x");
			}
		}
	}

	@Test
	void aNameOfTheConfigurationIsNoLiteral() {
		this.names.at("plc.example", "127.0.0.1");
		try (Wirepost wirepost = Wirepost.startWith(this.names, "wirepost.devices.plc.endpoint.host=plc.example",
				"wirepost.devices.plc.endpoint.port=9")) {
			Api.Answer answer = wirepost.api().postJson("/api/devices/plc/messages", "{\"text\":\"x\"}");
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.json().get("reason").asString()).isEqualTo("endpoint-not-allowed");
		}
	}

	@Test
	void wirepostsOwnPortsAreDialledOnlyWhereOneIsNamed() {
		int port = FreePort.next();
		this.names.at("self.example", "127.0.0.1");
		try (Wirepost wirepost = Wirepost.startWith(this.names,
				"wirepost.endpoints.allowed=127.0.0.0/8:*,127.0.0.1:" + port, "wirepost.listeners.named.port=" + port,
				"wirepost.listeners.other.port=0")) {
			Api api = wirepost.api();
			for (int own : List.of(api.port(), wirepost.port("other"))) {
				for (String host : List.of("127.0.0.1", "127.0.0.9", "self.example")) {
					Api.Answer answer = put(api, host, own);
					assertThat(answer.status()).as(host + ":" + own).isEqualTo(403);
					assertThat(answer.json().get("detail").asString()).contains("Wirepost itself");
				}
			}
			assertThat(put(api, "127.0.0.1", port).status()).isEqualTo(201);
			assertThat(put(api, "127.0.0.2", port).status()).isEqualTo(403);
		}
	}

}
