package io.wirepost.connection;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who is on a connection, and what happens when it is on two. */
class IdentificationTests {

	private static final String LOGIN = "=^LOGIN (?<id>\\S+)$";

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.login.port=0", "wirepost.listeners.login.identify.by=first-frame",
				"wirepost.listeners.login.identify.pattern" + LOGIN, "wirepost.listeners.login.timeouts.first-frame=2s",
				"wirepost.listeners.keep.port=0", "wirepost.listeners.keep.identify.by=first-frame",
				"wirepost.listeners.keep.identify.pointer=/who/id", "wirepost.listeners.keep.identify.consume=false",
				"wirepost.listeners.keep.framing.type=json", "wirepost.listeners.every.port=0",
				"wirepost.listeners.every.identify.by=every-frame",
				"wirepost.listeners.every.identify.pattern=^(?<id>[^,]+),", "wirepost.listeners.every-reject.port=0",
				"wirepost.listeners.every-reject.identify.by=every-frame",
				"wirepost.listeners.every-reject.identify.pattern=^(?<id>[^,]+),",
				"wirepost.listeners.every-reject.duplicate=reject-new", "wirepost.listeners.address.port=0",
				"wirepost.listeners.address.identify.by=address", "wirepost.listeners.reject.port=0",
				"wirepost.listeners.reject.identify.by=first-frame",
				"wirepost.listeners.reject.identify.pattern" + LOGIN, "wirepost.listeners.reject.duplicate=reject-new",
				"wirepost.listeners.both.port=0", "wirepost.listeners.both.identify.by=first-frame",
				"wirepost.listeners.both.identify.pattern" + LOGIN, "wirepost.listeners.both.duplicate=allow-both");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static void awaitConnections(String device, int connections) {
		await().until(() -> api.get("/api/devices/" + device).json().path("connections").size() == connections);
	}

	@Test
	void theFirstFrameNamesTheDeviceAndIsUsedUp() {
		try (Device device = wirepost.dial("login").say("LOGIN first-1\nposition\n")) {
			await().untilAsserted(() -> assertThat(api.all("/api/devices/first-1/messages")).singleElement()
				.satisfies((message) -> assertThat(message.get("text").asString()).isEqualTo("position")));
			assertThat(device.socket().isConnected()).isTrue();
		}
	}

	@Test
	void theFirstFrameMayBeKeptAsAMessage() {
		try (Device device = wirepost.dial("keep").say("{\"who\":{\"id\":\"json-1\"}}{\"v\":1}")) {
			await().until(() -> api.all("/api/devices/json-1/messages").size() == 2);
			assertThat(device.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aConnectionWhoseFirstFrameNamesNoDeviceIsClosedAndTheFrameRejected() {
		try (Device device = wirepost.dial("login").say("GET / HTTP/1.1\r\n")) {
			assertThat(device.isHungUpOn()).isTrue();
			await().untilAsserted(() -> assertThat(api.all("/api/rejections?listener=login"))
				.anySatisfy((rejection) -> assertThat(rejection.get("reason").asString()).isEqualTo("unidentified")));
		}
	}

	@Test
	void aRejectionTellsWhereTheFrameBeganAlsoBehindOthersOfTheSameRead() {
		try (Device device = wirepost.dial("login").say("HB\nLOGIN late\nmore\n")) {
			assertThat(device.isHungUpOn()).isTrue();
			await().untilAsserted(() -> assertThat(api.all("/api/rejections?listener=login"))
				.filteredOn((rejection) -> rejection.get("hex").asString().equals("4842"))
				.singleElement()
				.satisfies((rejection) -> assertThat(rejection.get("offset").asInt()).isZero()));
		}
	}

	@Test
	void whatFollowsARefusedFrameInTheSameReadIsNotTaken() {
		try (Device real = wirepost.dial("login").say("LOGIN victim\n")) {
			awaitConnections("victim", 1);
			try (Device fake = wirepost.dial("login").say("garbage\nLOGIN victim\nfake reading\n")) {
				assertThat(fake.isHungUpOn()).isTrue();
			}
			assertThat(api.postJson("/api/devices/victim/messages", "{\"text\":\"you?\"}").status()).isEqualTo(200);
			assertThat(real.hear()).isEqualTo("you?");
			assertThat(api.all("/api/devices/victim/messages?direction=INBOUND")).isEmpty();
		}
	}

	@Test
	void aDeviceThatIsElsewhereIsRejectedOnEveryFrameOfAReadAndCountedOnce() {
		try (Device first = wirepost.dial("every-reject").say("x,1\n")) {
			awaitConnections("x", 1);
			try (Device second = wirepost.dial("every-reject").say("x,evil\nx,evil\nx,evil\n")) {
				assertThat(second.isHungUpOn()).isTrue();
			}
			assertThat(api.all("/api/devices/x/messages")).hasSize(1);
			assertThat(first.socket().isConnected()).isTrue();
		}
	}

	@Test
	void anIdThatIsNoDeviceIdNamesNoDevice() {
		try (Device device = wirepost.dial("login").say("LOGIN ../../etc\n")) {
			assertThat(device.isHungUpOn()).isTrue();
		}
	}

	@Test
	void aConnectionThatSaysNothingIsClosedAtTheDeadline() {
		try (Device device = wirepost.dial("login")) {
			assertThat(device.isHungUpOn()).isTrue();
			assertThat(api.get("/actuator/prometheus").body())
				.containsPattern("wirepost_connections_refused_total\\{reason=\"unidentified\"\\} [1-9]");
		}
	}

	@Test
	void everyFrameMayNameItsOwnDeviceAndEachIsReachedOnTheConnection() {
		try (Device gateway = wirepost.dial("every").say("meter-1,10\nmeter-2,20\nnobody\nmeter-1,11\n")) {
			await().until(() -> api.all("/api/devices/meter-1/messages").size() == 2);
			assertThat(api.all("/api/devices/meter-2/messages")).hasSize(1);
			JsonNode connection = api.all("/api/connections?listener=every").get(0);
			assertThat(connection.get("deviceId").isNull()).isTrue();
			assertThat(api.postJson("/api/devices/meter-2/messages", "{\"text\":\"meter-2,read\"}").status())
				.isEqualTo(200);
			assertThat(gateway.hear()).isEqualTo("meter-2,read");
			assertThat(api.all("/api/rejections?listener=every")).hasSize(1);
		}
		awaitConnections("meter-1", 0);
		awaitConnections("meter-2", 0);
	}

	@Test
	void theAddressNamesTheDevice() {
		try (Device device = Device.dial("127.0.0.9", wirepost.port("address")).say("x\n")) {
			await().until(() -> api.all("/api/devices/127.0.0.9/messages").size() == 1);
			assertThat(device.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aSecondConnectionReplacesTheFirstAndItsLateCloseHarmsNothing() {
		try (Device old = wirepost.dial("login").say("LOGIN moving\n")) {
			awaitConnections("moving", 1);
			String before = api.get("/api/devices/moving").json().get("connections").get(0).get("id").asString();
			try (Device next = wirepost.dial("login").say("LOGIN moving\n")) {
				assertThat(old.isHungUpOn()).isTrue();
				await().until(() -> api.get("/api/connections/" + before).status() == 404);
				awaitConnections("moving", 1);
				assertThat(api.postJson("/api/devices/moving/messages", "{\"text\":\"here?\"}").status())
					.isEqualTo(200);
				assertThat(next.hear()).isEqualTo("here?");
			}
		}
	}

	@Test
	void aSecondConnectionIsRejectedWhereTheFirstIsToStay() {
		try (Device old = wirepost.dial("reject").say("LOGIN staying\n")) {
			awaitConnections("staying", 1);
			try (Device next = wirepost.dial("reject").say("LOGIN staying\nlost\n")) {
				assertThat(next.isHungUpOn()).isTrue();
			}
			assertThat(api.postJson("/api/devices/staying/messages", "{\"text\":\"still?\"}").status()).isEqualTo(200);
			assertThat(old.hear()).isEqualTo("still?");
			assertThat(api.all("/api/devices/staying/messages?direction=INBOUND")).isEmpty();
		}
		awaitConnections("staying", 0);
		try (Device back = wirepost.dial("reject").say("LOGIN staying\n")) {
			awaitConnections("staying", 1);
			assertThat(back.socket().isConnected()).isTrue();
		}
	}

	@Test
	void bothConnectionsStayWhereThatIsAllowedAndTheNewestIsSentTo() {
		try (Device old = wirepost.dial("both").say("LOGIN twice\n")) {
			awaitConnections("twice", 1);
			try (Device next = wirepost.dial("both").say("LOGIN twice\n")) {
				awaitConnections("twice", 2);
				api.postJson("/api/devices/twice/messages", "{\"text\":\"to the newest\"}");
				assertThat(next.hear()).isEqualTo("to the newest");
			}
			awaitConnections("twice", 1);
			api.postJson("/api/devices/twice/messages", "{\"text\":\"to the one left\"}");
			assertThat(old.hear()).isEqualTo("to the one left");
		}
	}

}
