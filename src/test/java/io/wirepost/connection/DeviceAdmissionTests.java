package io.wirepost.connection;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which devices may be on a listener's connections. */
@ExtendWith(OutputCaptureExtension.class)
class DeviceAdmissionTests {

	private static final String HELLO = "^HELLO (?<id>\\S+)";

	private static final String LOGIN = "^LOGIN (?<id>\\S+)(?: (?<secret>\\S+))?";

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() throws Exception {
		wirepost = Wirepost.start("wirepost.listeners.open.port=0", "wirepost.listeners.open.identify.by=first-frame",
				"wirepost.listeners.open.identify.pattern=" + HELLO, "wirepost.listeners.near.port=0",
				"wirepost.listeners.near.networks=127.0.0.2/32,10.0.0.0/8", "wirepost.listeners.proxied.port=0",
				"wirepost.listeners.proxied.networks=203.0.113.0/24", "wirepost.listeners.proxied.identify.by=address",
				"wirepost.listeners.proxied.proxy-protocol.from=127.0.0.1/32", "wirepost.listeners.known.port=0",
				"wirepost.listeners.known.known-devices=true", "wirepost.listeners.known.identify.by=first-frame",
				"wirepost.listeners.known.identify.pattern=" + HELLO, "wirepost.devices.configured.tags=a",
				"wirepost.listeners.secret.port=0", "wirepost.listeners.secret.identify.by=first-frame",
				"wirepost.listeners.secret.identify.pattern=" + LOGIN, "wirepost.listeners.secret.acknowledge.text=OK",
				"wirepost.listeners.secret.identify.secret-sha256=" + sha256("of-all"),
				"wirepost.devices.own.secret-sha256=" + sha256("its-own"), "wirepost.listeners.cel.port=0",
				"wirepost.listeners.cel.identify.id=text.split(',')[0]",
				"wirepost.listeners.cel.identify.secret=text.split(',')[1]");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static String sha256(String secret) throws Exception {
		return HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
	}

	private static double refused(String reason) {
		return wirepost.bean(MeterRegistry.class)
			.get("wirepost.connections.refused")
			.tag("reason", reason)
			.counter()
			.count();
	}

	private static List<JsonNode> messages(String listener) {
		return api.all("/api/messages?events=true&listener=" + listener);
	}

	@Test
	void aDeviceOfAnotherNetworkIsClosed() {
		double before = refused("network");
		try (Device far = wirepost.dial("near").say("from far\n")) {
			assertThat(far.isHungUpOn()).isTrue();
		}
		assertThat(refused("network")).isEqualTo(before + 1);
		try (Device near = Device.dial("127.0.0.2", wirepost.port("near")).say("from near\n")) {
			await().until(() -> api.all("/api/messages?listener=near").size() == 1);
			assertThat(api.all("/api/messages?listener=near").get(0).get("text").asString()).isEqualTo("from near");
			assertThat(near.socket().isConnected()).isTrue();
		}
	}

	@Test
	void behindAProxyTheAddressItAnnouncesCounts() {
		double before = refused("network");
		try (Device far = wirepost.dial("proxied").say("PROXY TCP4 198.51.100.7 198.51.100.1 41000 7070\r\nfar\n")) {
			assertThat(far.isHungUpOn()).isTrue();
		}
		assertThat(refused("network")).isEqualTo(before + 1);
		try (Device near = wirepost.dial("proxied").say("PROXY TCP4 203.0.113.7 198.51.100.1 41000 7070\r\nnear\n")) {
			await().until(() -> api.all("/api/devices/203.0.113.7/messages").size() == 1);
			assertThat(near.socket().isConnected()).isTrue();
		}
		assertThat(api.get("/api/devices/198.51.100.7").status()).isEqualTo(404);
	}

	@Test
	void networksAreCheckedWhenAListenerIsPut() {
		Api.Answer answer = api.putJson("/api/listeners/wrong", "{\"port\":0,\"networks\":[\"10.0.0.0/33\"]}");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().get("errors").get(0).get("field").asString()).isEqualTo("networks");
		assertThat(api.putJson("/api/listeners/right",
				"{\"port\":0,\"networks\":[\"10.0.0.0/8\"],\"knownDevices\":true,\"identify\":{\"by\":\"address\"}}")
			.status()).isEqualTo(201);
		assertThat(api.get("/api/listeners/right").json().get("settings").get("knownDevices").asString())
			.isEqualTo("true");
		api.delete("/api/listeners/right");
		Api.Answer nameless = api.putJson("/api/listeners/wrong", "{\"port\":0,\"knownDevices\":true}");
		assertThat(nameless.json().get("errors").get(0).get("message").asString()).contains("set identify");
	}

	@Test
	void onlyKnownDevicesAreTakenWhereThatIsAskedFor(CapturedOutput output) {
		assertThat(api.putJson("/api/devices/put-before", "{}").status()).isEqualTo(201);
		try (Device seen = wirepost.dial("open").say("HELLO only-seen\n")) {
			await().until(() -> api.get("/api/devices/only-seen").status() == 200);
			assertThat(seen.socket().isConnected()).isTrue();
		}
		double before = refused("unknown-device");
		for (String unknown : List.of("stranger", "only-seen")) {
			try (Device device = wirepost.dial("known").say("HELLO " + unknown + "\nreading\n")) {
				assertThat(device.isHungUpOn()).isTrue();
			}
		}
		assertThat(refused("unknown-device")).isEqualTo(before + 2);
		assertThat(output).contains("Listener known refused device stranger from 127.0.0.1:");
		assertThat(messages("known")).isEmpty();
		assertThat(api.get("/api/devices/stranger").status()).isEqualTo(404);
		for (String known : List.of("configured", "put-before")) {
			try (Device device = wirepost.dial("known").say("HELLO " + known + "\nreading\n")) {
				await().until(() -> api.all("/api/devices/" + known + "/messages").size() == 1);
				assertThat(device.socket().isConnected()).isTrue();
			}
		}
		assertThat(api.delete("/api/devices/put-before").status()).isEqualTo(204);
		try (Device device = wirepost.dial("known").say("HELLO put-before\n")) {
			assertThat(device.isHungUpOn()).isTrue();
		}
	}

	@Test
	void knownDevicesAndSecretsSurviveARestart(@TempDir Path data) throws Exception {
		String[] settings = { "wirepost.listeners.known.port=0", "wirepost.listeners.known.known-devices=true",
				"wirepost.listeners.known.identify.by=first-frame",
				"wirepost.listeners.known.identify.pattern=" + LOGIN };
		try (Wirepost first = Wirepost.startOn(data, settings)) {
			assertThat(
					first.api().putJson("/api/devices/lamp", "{\"secretSha256\":\"" + sha256("light") + "\"}").status())
				.isEqualTo(201);
		}
		try (Wirepost second = Wirepost.startOn(data, settings)) {
			try (Device device = second.dial("known").say("LOGIN lamp dark\n")) {
				assertThat(device.isHungUpOn()).isTrue();
			}
			try (Device device = second.dial("known").say("LOGIN lamp light\non\n")) {
				await().until(() -> second.api().all("/api/devices/lamp/messages").size() == 1);
				assertThat(device.socket().isConnected()).isTrue();
			}
		}
	}

	@Test
	void aSecretThatIsWrongOrMissingClosesTheConnectionAndIsNowhereToBeFound(CapturedOutput output) {
		double before = refused("secret");
		for (String wrong : List.of("LOGIN own wrong-0815\n", "LOGIN own of-all\n", "LOGIN own\n",
				"LOGIN anyone wrong-0815\n", "LOGIN anyone its-own\n", "LOGIN anyone\n")) {
			try (Device device = wirepost.dial("secret").say(wrong + "reading-0815\n")) {
				assertThat(device.isHungUpOn()).as(wrong).isTrue();
			}
		}
		assertThat(refused("secret")).isEqualTo(before + 6);
		// Of another form, and too long to be read.
		try (Device device = wirepost.dial("secret").say("LOGOUT own wrong-0815\n")) {
			assertThat(device.isHungUpOn()).isTrue();
		}
		try (Device device = wirepost.dial("secret").say("LOGIN own wrong-0815")) {
			device.sayNoMore();
			assertThat(device.isHungUpOn()).isTrue();
		}
		assertThat(api.all("/api/messages?listener=secret&direction=INBOUND").toString()).doesNotContain("0815");
		List<JsonNode> rejections = await().until(() -> api.all("/api/rejections?listener=secret"),
				(all) -> all.size() >= 2);
		assertThat(rejections).allSatisfy((one) -> assertThat(one.get("hex").asString()).isEmpty());
		assertThat(output.toString()).doesNotContain("0815").contains("refused device own");
		assertThat(api.get("/api/devices/anyone").status()).isEqualTo(404);
	}

	@Test
	void theRightSecretLetsADeviceInAndIsNotStored() {
		try (Device device = wirepost.dial("secret").say("LOGIN own its-own\nfirst\n")) {
			assertThat(device.hear()).isEqualTo("OK");
			device.say("LOGIN own its-own\nsecond\n");
			assertThat(device.hear()).isEqualTo("OK");
			assertThat(api.all("/api/devices/own/messages?order=asc").stream().map((one) -> one.get("text").asString()))
				.containsExactly("first", "second");
		}
		try (Device device = wirepost.dial("secret").say("LOGIN somebody of-all\nthird\n")) {
			assertThat(device.hear()).isEqualTo("OK");
		}
		assertThat(api.get("/api/devices/own").body()).doesNotContainIgnoringCase("secret");
		assertThat(api.get("/api/listeners/secret").body()).doesNotContainIgnoringCase("sha256");
	}

	@Test
	void aDeviceWithASecretOfItsOwnIsRefusedWhereNoneIsAskedFor(CapturedOutput output) throws Exception {
		double before = refused("secret");
		try (Device real = wirepost.dial("secret").say("LOGIN own its-own\n");
				Device posing = wirepost.dial("open").say("HELLO own\nforged\n")) {
			assertThat(posing.isHungUpOn()).isTrue();
			real.say("genuine\n");
			assertThat(real.hear()).isEqualTo("OK");
		}
		assertThat(refused("secret")).isEqualTo(before + 1);
		assertThat(output).contains("refused device own from 127.0.0.1",
				"secret, as it has a secret of its own, and here none is asked for");
		assertThat(api.all("/api/devices/own/messages").toString()).doesNotContain("forged");
		assertThat(api.putJson("/api/devices/late", "{\"secretSha256\":\"" + sha256("late") + "\"}").status())
			.isEqualTo(201);
		for (String listener : List.of("open", "known")) {
			try (Device posing = wirepost.dial(listener).say("HELLO late\nforged\n")) {
				assertThat(posing.isHungUpOn()).as(listener).isTrue();
			}
		}
	}

	@Test
	void aSecretThatIsSaidAgainInAnotherFormIsNotStored() throws Exception {
		String pattern = "^HELLO (?<id>\\S+) (?<secret>\\S+)$";
		assertThat(api
			.putJson("/api/listeners/strict",
					"{\"port\":0,\"identify\":{\"by\":\"first-frame\",\"pattern\":\"%s\",\"secretSha256\":\"%s\"}}"
						.formatted(pattern.replace("\\", "\\\\"), sha256("S3cr3t-0816")))
			.status()).isEqualTo(201);
		try (Device device = wirepost.dial("strict").say("HELLO loose S3cr3t-0816\n")) {
			device.say("HELLO loose S3cr3t-0816 \n HELLO loose S3cr3t-0816\nhello loose s3cr3t-0816\n")
				.say("HELLO loose  S3cr3t-0816\nx=S3CR3T-0816;\nlast\n");
			List<JsonNode> all = await().until(() -> api.all("/api/messages?device=loose"), (list) -> !list.isEmpty());
			assertThat(all).singleElement()
				.satisfies((one) -> assertThat(one.get("text").asString()).isEqualTo("last"));
		}
		api.delete("/api/listeners/strict");
	}

	@Test
	void aShortSecretIsFoundOnlyBesideTheId() throws Exception {
		assertThat(api.putJson("/api/devices/cel-2", "{\"secretSha256\":\"" + sha256("77") + "\"}").status())
			.isEqualTo(201);
		try (Device device = wirepost.dial("cel").say("cel-2,77\nid=CEL-2;pw=77\nt=77\n")) {
			List<JsonNode> all = await().until(() -> api.all("/api/messages?device=cel-2"), (list) -> !list.isEmpty());
			assertThat(all).singleElement()
				.satisfies((one) -> assertThat(one.get("text").asString()).isEqualTo("t=77"));
			assertThat(device.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aSecretIsPutAndKeptAndTakenAway() throws Exception {
		assertThat(api.putJson("/api/devices/cel-1", "{\"secretSha256\":\"" + sha256("pw") + "\"}").body())
			.doesNotContainIgnoringCase("secret");
		try (Device device = wirepost.dial("cel").say("cel-1,pw\nhello\n")) {
			await().until(() -> api.all("/api/devices/cel-1/messages").size() == 1);
			assertThat(device.socket().isConnected()).isTrue();
		}
		// Left out, it stays; empty, it goes.
		assertThat(api.putJson("/api/devices/cel-1", "{\"tags\":[\"t\"]}").status()).isEqualTo(200);
		try (Device device = wirepost.dial("cel").say("cel-1,pw\nhello\n")) {
			await().until(() -> api.all("/api/devices/cel-1/messages").size() == 2);
			assertThat(device.socket().isConnected()).isTrue();
		}
		assertThat(api.putJson("/api/devices/cel-1", "{\"secretSha256\":\"\"}").status()).isEqualTo(200);
		try (Device device = wirepost.dial("cel").say("cel-1,pw\nhello\n")) {
			assertThat(device.isHungUpOn()).isTrue();
		}
		Api.Answer wrong = api.putJson("/api/devices/cel-1", "{\"secretSha256\":\"hunter2\"}");
		assertThat(wrong.status()).isEqualTo(400);
		assertThat(wrong.body()).contains("secretSha256", "64 hexadecimal digits").doesNotContain("hunter2");
	}

	@Test
	void tryingASecretDoesNotShowIt() {
		String chunk = HexFormat.of()
			.formatHex("LOGIN own s3cret-0815\nplain\nLOGIN own s3cret-0815\nlogin own S3CRET-0815\n".getBytes());
		String identify = "{\"by\":\"first-frame\",\"pattern\":\"%s\"}".formatted(LOGIN.replace("\\", "\\\\"));
		Api.Answer tried = api.postJson("/api/protocols/try",
				"{\"protocol\":{\"framing\":{\"type\":\"line\"},\"identify\":%s},\"chunks\":[\"%s\"]}"
					.formatted(identify, chunk));
		assertThat(tried.status()).isEqualTo(200);
		String hex = HexFormat.of().formatHex("0815".getBytes());
		assertThat(tried.body()).doesNotContain("0815", hex).contains("plain", "\"own\"");
		Api.Answer decoded = api.postJson("/api/framings/decode",
				"{\"framing\":{\"type\":\"line\"},\"identify\":%s,\"chunks\":[\"%s\"]}".formatted(identify, chunk));
		assertThat(decoded.status()).isEqualTo(200);
		assertThat(decoded.body()).doesNotContain("0815", hex);
	}

	@Test
	void whatCannotBeMeantIsAFault() {
		String[][] faults = {
				{ "{\"by\":\"first-frame\",\"pointer\":\"/id\",\"secretSha256\":\"" + "ab".repeat(32) + "\"}",
						"there is no secret" },
				{ "{\"by\":\"first-frame\",\"pointer\":\"/id\",\"secret\":\"text\",\"secretSha256\":\"ab\"}",
						"64 hexadecimal digits" },
				{ "{\"by\":\"first-frame\",\"pointer\":\"/id\",\"secret\":\"text\",\"consume\":false}",
						"never stored" },
				{ "{\"by\":\"every-frame\",\"pointer\":\"/id\",\"secret\":\"text\"}", "set by: first-frame" },
				{ "{\"by\":\"first-frame\",\"pointer\":\"/id\",\"secret\":\"nothing(\"}", "identify.secret" },
				{ "{\"by\":\"first-frame\",\"pointer\":\"/id\",\"certificate\":\"match\"}", "needs tls.bundle" },
				{ "{\"by\":\"first-frame\",\"pointer\":\"/id\",\"certificate\":\"maybe\"}", "is not match" },
				{ "{\"by\":\"address\",\"certificate\":\"match\"}", "only a frame's id" } };
		for (String[] fault : faults) {
			Api.Answer answer = api.putJson("/api/listeners/faulty",
					"{\"port\":0,\"identify\":%s}".formatted(fault[0]));
			assertThat(answer.status()).as(fault[0]).isEqualTo(400);
			assertThat(answer.body()).contains(fault[1]);
		}
	}

}
