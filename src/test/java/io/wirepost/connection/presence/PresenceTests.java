package io.wirepost.connection.presence;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.EventStream;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** When devices connect and disconnect is in the journal, beside what they say. */
class PresenceTests {

	private static final String[] SETTINGS = { "wirepost.listeners.named.port=0",
			"wirepost.listeners.named.identify.by=first-frame",
			"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)",
			"wirepost.listeners.named.identify.consume=true", "wirepost.listeners.named.acknowledge.text=OK" };

	/** What tests share that neither stop it nor list all there is. */
	private static Wirepost shared;

	@TempDir
	private Path data;

	private Wirepost wirepost;

	private Api api;

	private void start(String... more) {
		List<String> settings = new ArrayList<>(List.of(SETTINGS));
		settings.addAll(List.of(more));
		this.wirepost = Wirepost.startOn(this.data, settings.toArray(String[]::new));
		this.api = this.wirepost.api();
	}

	@BeforeAll
	static void startShared() {
		List<String> settings = new ArrayList<>(List.of(SETTINGS));
		for (String like : List.of("brief", "counted")) {
			List.of(SETTINGS).forEach((setting) -> settings.add(setting.replace(".named.", "." + like + ".")));
		}
		settings.addAll(List.of("wirepost.listeners.brief.timeouts.idle=300ms", "wirepost.listeners.anonymous.port=0",
				"wirepost.listeners.anonymous.acknowledge.text=OK", "wirepost.listeners.closed.port=0",
				"wirepost.listeners.closed.acknowledge.text=OK", "wirepost.listeners.many.port=0",
				"wirepost.listeners.many.identify.by=every-frame",
				"wirepost.listeners.many.identify.pattern=^(?<id>[^:]+):",
				"wirepost.listeners.many.acknowledge.text=OK", "wirepost.listeners.small.port=0",
				"wirepost.listeners.small.framing.type=length-field",
				"wirepost.listeners.small.framing.max-frame-size=100B", "wirepost.listeners.bye.port=0",
				"wirepost.listeners.bye.acknowledge.text=OK", "wirepost.listeners.bye.acknowledge.close=true"));
		shared = Wirepost.start(settings.toArray(String[]::new));
	}

	@AfterAll
	static void stopShared() {
		shared.close();
	}

	@BeforeEach
	void share() {
		this.wirepost = shared;
		this.api = shared.api();
	}

	@AfterEach
	void stop() {
		if (this.wirepost != shared) {
			this.wirepost.close();
		}
	}

	@Test
	void aConnectionOfADeviceHasABeginningAndAnEndAroundItsMessages() {
		String address;
		try (Device device = come("meter")) {
			address = "127.0.0.1:" + device.socket().getLocalPort();
			assertThat(device.say("21.5\n").hear()).isEqualTo("OK");
			assertThat(this.api.postJson("/api/devices/meter/messages", "{\"text\":\"x\"}").status()).isEqualTo(200);
		}
		List<JsonNode> all = awaitRecords("meter", 4);
		assertThat(all).extracting(PresenceTests::word)
			.containsExactly("connected", "INBOUND", "OUTBOUND", "disconnected");
		JsonNode first = all.get(0);
		assertThat(first.get("direction").asString()).isEqualTo("EVENT");
		assertThat(first.get("deviceId").asString()).isEqualTo("meter");
		assertThat(first.get("listener").asString()).isEqualTo("named");
		assertThat(first.get("size").asInt()).isZero();
		assertThat(first.at("/fields/reason").asString()).isEqualTo("accepted");
		assertThat(first.at("/fields/remoteAddress").asString()).isEqualTo(address);
		assertThat(all.get(3).at("/fields/reason").asString()).isEqualTo("closed-by-peer");
		assertThat(all.get(3).at("/fields/remoteAddress").asString()).isEqualTo(address);
		assertThat(all).extracting((record) -> record.get("connectionId").asString())
			.containsOnly(first.get("connectionId").asString());
	}

	@Test
	void listsHaveEventsOnlyWhereTheyAreAskedFor() {
		start();
		try (Device device = come("meter")) {
			assertThat(device.say("21.5\n").hear()).isEqualTo("OK");
		}
		awaitRecords("meter", 3);
		for (String path : List.of("/api/messages", "/api/devices/meter/messages")) {
			assertThat(words(path)).containsExactly("INBOUND");
			assertThat(words(path + "?events=false")).containsExactly("INBOUND");
			assertThat(words(path + "?events=true&order=asc")).containsExactly("connected", "INBOUND", "disconnected");
			assertThat(words(path + "?direction=event&order=asc")).containsExactly("connected", "disconnected");
			assertThat(words(path + "?direction=INBOUND&events=true")).containsExactly("INBOUND");
			assertThat(words(path + "?direction=OUTBOUND&events=true")).isEmpty();
			assertThat(words(path + "?kind=connected")).isEmpty();
			assertThat(words(path + "?kind=connected&events=true")).containsExactly("connected");
			assertThat(this.api.get(path + "?events=maybe").json().at("/errors/0/field").asString())
				.isEqualTo("events");
		}
		assertThat(this.api.get("/api/devices/meter/latest").json()).isEmpty();
		String id = this.api.all("/api/messages?direction=EVENT").get(0).get("id").asString();
		assertThat(this.api.get("/api/messages/" + id).json().get("direction").asString()).isEqualTo("EVENT");
		assertThat(this.api.get("/api/messages/" + id + "/payload").bytes()).isEmpty();
	}

	@Test
	void eventsDoNotCountAsMessages() {
		Counter messages = this.wirepost.bean(MeterRegistry.class).get("wirepost.journal.messages").counter();
		double before = messages.count();
		this.wirepost.dial("counted").say("HELLO counted\n").close();
		awaitRecords("counted", 2);
		assertThat(messages.count()).isEqualTo(before);
		// The frame that says who it is.
		assertThat(
				this.wirepost.bean(MeterRegistry.class).get("wirepost.messages").tag("listener", "counted").counters())
			.extracting(Counter::count)
			.containsExactlyInAnyOrder(1.0, 0.0);
	}

	@Test
	void aNewerConnectionReplacesTheOlder() {
		try (Device older = come("moved")) {
			awaitRecords("moved", 1);
			Device newer = come("moved");
			assertThat(older.isHungUpOn()).isTrue();
			List<JsonNode> all = awaitRecords("moved", 3);
			assertThat(all).extracting(PresenceTests::word).containsExactly("connected", "connected", "replaced");
			assertThat(all.get(2).at("/fields/reason").asString()).isEqualTo("replaced");
			assertThat(all.get(2).get("connectionId")).isEqualTo(all.get(0).get("connectionId"));
			assertThat(newer.say("x\n").hear()).isEqualTo("OK");
			newer.close();
		}
		assertThat(awaitRecords("moved", 5)).extracting(PresenceTests::word)
			.containsExactly("connected", "connected", "replaced", "INBOUND", "disconnected");
	}

	@Test
	void aConnectionThatIsTheDeviceHasPresenceToo() {
		try (Device device = this.wirepost.dial("anonymous")) {
			assertThat(device.say("x\n").hear()).isEqualTo("OK");
		}
		await().untilAsserted(() -> assertThat(words("/api/messages?events=true&order=asc&listener=anonymous"))
			.containsExactly("connected", "INBOUND", "disconnected"));
	}

	@Test
	void whoNeverSaysWhichDeviceItIsHasNoPresence() {
		List<String> before = words("/api/messages?events=true");
		try (Device device = this.wirepost.dial("named")) {
			assertThat(device.say("nobody\n").isHungUpOn()).isTrue();
		}
		assertThat(words("/api/messages?events=true")).isEqualTo(before);
	}

	@Test
	void eachDeviceOfAConnectionHasItsOwnPresence() {
		try (Device first = this.wirepost.dial("many"); Device second = this.wirepost.dial("many")) {
			assertThat(first.say("a:1\n").hear()).isEqualTo("OK");
			assertThat(first.say("b:1\n").hear()).isEqualTo("OK");
			assertThat(second.say("a:2\n").hear()).isEqualTo("OK");
			awaitRecords("a", 5);
			assertThat(first.say("a:3\n").hear()).isEqualTo("OK");
			awaitRecords("a", 8);
		}
		// What happens on two connections at once has no order; on each of them it has.
		Map<String, List<String>> byConnection = new LinkedHashMap<>();
		awaitRecords("a", 9).forEach((record) -> byConnection
			.computeIfAbsent(record.get("connectionId").asString(), (id) -> new ArrayList<>())
			.add(word(record)));
		assertThat(byConnection.values()).containsExactly(
				List.of("connected", "INBOUND", "replaced", "connected", "INBOUND", "disconnected"),
				List.of("connected", "INBOUND", "replaced"));
		assertThat(awaitRecords("b", 3)).extracting(PresenceTests::word)
			.containsExactly("connected", "INBOUND", "disconnected");
		assertPaired(this.api.all("/api/messages?direction=EVENT&order=asc&listener=many"));
	}

	@Test
	void theReasonSaysWhyTheConnectionEnded() {
		try (Device device = this.wirepost.dial("brief").say("HELLO silent\n")) {
			assertThat(device.isHungUpOn()).isTrue();
		}
		assertThat(reasonOfEnd("device=silent")).isEqualTo("idle");
		try (Device device = this.wirepost.dial("small")) {
			assertThat(device.say(new byte[] { 127, 127, 127, 127 }).isHungUpOn()).isTrue();
		}
		assertThat(reasonOfEnd("listener=small")).isEqualTo("rejected");
		try (Device device = this.wirepost.dial("bye")) {
			assertThat(device.say("x\n").hear()).isEqualTo("OK");
			assertThat(device.isHungUpOn()).isTrue();
		}
		assertThat(reasonOfEnd("listener=bye")).isEqualTo("answered");
		try (Device device = this.wirepost.dial("closed")) {
			assertThat(device.say("x\n").hear()).isEqualTo("OK");
			String id = this.api.all("/api/connections?listener=closed").get(0).get("id").asString();
			assertThat(this.api.delete("/api/connections/" + id).status()).isEqualTo(204);
			assertThat(device.isHungUpOn()).isTrue();
		}
		assertThat(reasonOfEnd("listener=closed")).isEqualTo("closed");
	}

	@Test
	void aDeviceThatIsDialledHasPresenceToo() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			start("wirepost.devices.pump.endpoint.host=127.0.0.1",
					"wirepost.devices.pump.endpoint.port=" + server.getLocalPort(),
					"wirepost.devices.pump.endpoint.connect=always");
			server.accept().close();
			List<JsonNode> all = awaitRecords("pump", 2);
			assertThat(all.get(0).at("/fields/reason").asString()).isEqualTo("dialled");
			assertThat(all.get(0).get("listener").isNull()).isTrue();
			assertThat(word(all.get(1))).isEqualTo("disconnected");
		}
	}

	@Test
	void aStopEndsWhatIsOpen() {
		start();
		try (Device device = come("meter"); Device other = come("other")) {
			awaitRecords("meter", 1);
			awaitRecords("other", 1);
			this.wirepost.close();
			assertThat(device.isHungUpOn()).isTrue();
			assertThat(other.isHungUpOn()).isTrue();
		}
		start();
		for (String device : List.of("meter", "other")) {
			List<JsonNode> all = awaitRecords(device, 2);
			assertThat(all).extracting(PresenceTests::word).containsExactly("connected", "disconnected");
			assertThat(all.get(1).at("/fields/reason").asString()).isEqualTo("shutdown");
		}
	}

	@Test
	void eventsAreErasedWithTheMessagesOfTheirDevice() {
		start();
		try (Device device = come("meter"); Device other = come("other")) {
			assertThat(device.say("x\n").hear()).isEqualTo("OK");
			assertThat(this.api.delete("/api/devices/meter?messages=true").status()).isEqualTo(204);
			assertThat(device.isHungUpOn()).isTrue();
			assertThat(other.say("x\n").hear()).isEqualTo("OK");
		}
		awaitRecords("other", 3);
		assertThat(words("/api/messages?events=true&device=meter")).isEmpty();
		this.wirepost.close();
		start();
		assertThat(words("/api/messages?events=true&device=meter")).isEmpty();
	}

	@Test
	void aStreamHasPresenceAndResumesOverBothKinds() {
		try (EventStream plain = EventStream.open(this.api, "");
				EventStream both = EventStream.open(this.api, "?events=true");
				EventStream connected = EventStream.open(this.api, "?events=true&kind=connected")) {
			try (Device device = come("streamed")) {
				assertThat(device.say("1\n2\n").hear()).isEqualTo("OK");
				assertThat(device.hear()).isEqualTo("OK");
			}
			List<EventStream.Event> all = both.next(4);
			assertThat(all).extracting(EventStream.Event::name)
				.containsExactly("presence", "message", "message", "presence");
			assertThat(all).extracting((event) -> word(event.json()))
				.containsExactly("connected", "INBOUND", "INBOUND", "disconnected");
			assertThat(plain.next(2)).extracting(EventStream.Event::text).containsExactly("1", "2");
			assertThat(connected.next().id()).isEqualTo(all.get(0).id());
			for (int i = 0; i < 3; i++) {
				try (EventStream resumed = EventStream.open(this.api, "?events=true",
						"Last-Event-ID: " + all.get(i).id());
						EventStream ofDevice = EventStream.open(this.api, "?events=true&device=streamed",
								"Last-Event-ID: " + all.get(i).id())) {
					assertThat(resumed.next(3 - i)).isEqualTo(all.subList(i + 1, 4));
					assertThat(ofDevice.next(3 - i)).isEqualTo(all.subList(i + 1, 4));
				}
			}
			try (EventStream messages = EventStream.open(this.api, "", "Last-Event-ID: " + all.get(0).id());
					EventStream events = EventStream.open(this.api, "?direction=EVENT&after=" + all.get(0).id())) {
				assertThat(messages.next(2)).isEqualTo(all.subList(1, 3));
				assertThat(events.next()).isEqualTo(all.get(3));
			}
		}
	}

	@Test
	void aDeviceThatIsReplacedTwoHundredTimesASecondIsLimitedAndTheOthersAreComplete() {
		Counter suppressed = this.wirepost.bean(MeterRegistry.class).get("wirepost.presence.suppressed").counter();
		double before = suppressed.count();
		int times = 400;
		List<Device> flapping = new ArrayList<>();
		long begin = System.nanoTime();
		for (int i = 0; i < times; i++) {
			flapping.add(come("flapper"));
			if (i % 20 == 0) {
				come("other-" + i / 20).close();
			}
		}
		double seconds = (System.nanoTime() - begin) / 1e9;
		flapping.forEach(Device::close);
		await().until(() -> this.api.all("/api/connections").isEmpty());
		List<JsonNode> events = this.api.all("/api/messages?device=flapper&direction=EVENT&order=asc");
		assertPaired(events);
		int recorded = events.size() / 2;
		assertThat(recorded).isBetween(PresenceLimit.BURST, PresenceLimit.BURST + (int) seconds + 1);
		assertThat(suppressed.count() - before).isEqualTo(times - recorded);
		for (int i = 0; i < times / 20; i++) {
			assertThat(awaitRecords("other-" + i, 2)).extracting(PresenceTests::word)
				.containsExactly("connected", "disconnected");
		}
	}

	/** Each connected has one end behind it, and each end a connected before it. */
	private static void assertPaired(List<JsonNode> events) {
		Map<String, String> open = new LinkedHashMap<>();
		Set<String> ended = new HashSet<>();
		for (JsonNode event : events) {
			String key = event.get("connectionId").asString() + event.get("deviceId").asString();
			if (word(event).equals("connected")) {
				assertThat(open.put(key, key)).isNull();
			}
			else {
				assertThat(open.remove(key)).as("%s has a beginning", event).isNotNull();
				ended.add(key);
			}
		}
		assertThat(open).isEmpty();
		assertThat(ended).isNotEmpty();
	}

	private Device come(String name) {
		return this.wirepost.dial("named").say("HELLO " + name + "\n");
	}

	private String reasonOfEnd(String query) {
		await().until(() -> this.api.all("/api/messages?direction=EVENT&" + query).size() == 2);
		return this.api.all("/api/messages?direction=EVENT&" + query).get(0).at("/fields/reason").asString();
	}

	private List<JsonNode> awaitRecords(String device, int count) {
		String path = "/api/messages?events=true&order=asc&device=" + device;
		await().untilAsserted(() -> assertThat(words(path)).hasSizeGreaterThanOrEqualTo(count));
		return this.api.all(path);
	}

	private List<String> words(String path) {
		return this.api.all(path).stream().map(PresenceTests::word).toList();
	}

	/** The kind of an event, the direction of a message. */
	private static String word(JsonNode record) {
		String direction = record.get("direction").asString();
		return direction.equals("EVENT") ? record.get("kind").asString() : direction;
	}

}
