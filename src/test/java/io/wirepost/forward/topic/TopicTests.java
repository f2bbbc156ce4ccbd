package io.wirepost.forward.topic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.forward.Forwarder;
import io.wirepost.harness.Broker;
import io.wirepost.harness.Device;
import io.wirepost.harness.FreePort;
import io.wirepost.harness.TopicReader;
import io.wirepost.harness.Wirepost;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.kafka.core.ProducerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Every message comes to the topic. */
class TopicTests {

	private static final int DEVICES = 4;

	/** The common pool may have a single thread, which these would hold. */
	private static final Executor THREADS = (task) -> new Thread(task).start();

	private static Broker broker;

	@BeforeAll
	static void startTheBroker() {
		broker = Broker.start("as-json", "bare", "narrow", "kinds", "presence");
	}

	@AfterAll
	static void stopTheBroker() {
		broker.close();
	}

	private static Wirepost start(String brokers, String... settings) {
		List<String> all = new ArrayList<>(List.of("wirepost.listeners.default.port=0",
				"wirepost.listeners.default.identify.by=first-frame",
				"wirepost.listeners.default.identify.pattern=^HELLO (?<id>\\S+)",
				"wirepost.listeners.default.identify.consume=true", "spring.kafka.bootstrap-servers=" + brokers));
		Collections.addAll(all, settings);
		return Wirepost.start(all.toArray(String[]::new));
	}

	private static void ingest(Wirepost wirepost, int messages) {
		List<Device> devices = IntStream.range(0, DEVICES)
			.mapToObj((number) -> wirepost.dial("default").say("HELLO boiler-" + number + "\n"))
			.toList();
		for (int i = 0; i < messages; i++) {
			String line = i + "\n";
			devices.forEach((device) -> device.say(line));
		}
		await().until(() -> wirepost.api().all("/api/messages").size() == DEVICES * messages);
		devices.forEach(Device::close);
	}

	private static String header(ConsumerRecord<String, byte[]> record, String name) {
		return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
	}

	@Test
	void aTopicHasPresenceWhereItIsAskedFor() {
		try (Wirepost wirepost = start(broker.address(), "wirepost.topic.name=presence", "wirepost.topic.events=true");
				TopicReader reader = broker.read("presence")) {
			ingest(wirepost, 3);
			List<ConsumerRecord<String, byte[]>> records = reader.read(DEVICES * 5);
			List<JsonNode> listed = wirepost.api().all("/api/messages?events=true&order=asc");
			for (int i = 0; i < DEVICES; i++) {
				String device = "boiler-" + i;
				List<ConsumerRecord<String, byte[]>> ofDevice = records.stream()
					.filter((record) -> record.key().equals(device))
					.toList();
				assertThat(ofDevice.stream().map((record) -> JsonMapper.builder().build().readTree(record.value())))
					.isEqualTo(listed.stream().filter((one) -> one.get("deviceId").asString().equals(device)).toList());
				assertThat(header(ofDevice.get(0), "wirepost-direction")).isEqualTo("event");
				assertThat(header(ofDevice.get(0), "wirepost-kind")).isEqualTo("connected");
			}
		}
	}

	@Test
	void aBrokerThatIsAwayAtFirstGetsEveryMessageOnceItIsThereInOrderOfEachDevice() throws Exception {
		int port = FreePort.next();
		try (Wirepost wirepost = start("127.0.0.1:" + port, "wirepost.topic.name=as-json",
				"spring.kafka.producer.properties.max.block.ms=500",
				"spring.kafka.producer.properties.reconnect.backoff.max.ms=200")) {
			ingest(wirepost, 250);
			MeterRegistry meters = wirepost.bean(MeterRegistry.class);
			assertThat(meters.get("wirepost.topic.lag").gauge().value()).isPositive();
			HealthIndicator health = wirepost.bean("forwardingHealthIndicator", HealthIndicator.class);
			await().until(() -> health.health().getDetails().get("topic:as-json").toString().contains("lastError"));
			assertThat(health.health().getStatus()).isEqualTo(Status.UP);
			assertThat(wirepost.api().get("/actuator/health").status()).isEqualTo(200);
			try (ServerSocket entrance = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
					TopicReader reader = broker.read("as-json")) {
				CompletableFuture.runAsync(() -> relay(entrance), THREADS);
				List<ConsumerRecord<String, byte[]>> records = reader.read(DEVICES * 250);
				List<JsonNode> listed = wirepost.api().all("/api/messages?order=asc");
				for (int i = 0; i < DEVICES; i++) {
					String device = "boiler-" + i;
					assertThat(records.stream()
						.filter((record) -> record.key().equals(device))
						.map((record) -> JsonMapper.builder().build().readTree(record.value())))
						.isEqualTo(listed.stream()
							.filter((message) -> message.get("deviceId").asString().equals(device))
							.toList());
				}
				await().until(() -> meters.get("wirepost.topic.lag").gauge().value() == 0);
			}
		}
	}

	/** Forwards connections to the broker, which then tells its own address. */
	private static void relay(ServerSocket entrance) {
		String[] to = broker.address().split(":");
		while (!entrance.isClosed()) {
			try {
				Socket one = entrance.accept();
				Socket other = new Socket(to[0], Integer.parseInt(to[1]));
				CompletableFuture.runAsync(() -> copy(one, other), THREADS);
				CompletableFuture.runAsync(() -> copy(other, one), THREADS);
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private static void copy(Socket from, Socket to) {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void bareRecordsHaveThePayloadAndSayTheRestInHeaders() {
		try (Wirepost wirepost = start(broker.address(), "wirepost.topic.name=bare", "wirepost.topic.value=payload",
				"wirepost.listeners.plain.port=0");
				Device device = wirepost.dial("default").say("HELLO boiler-7\nhello\n");
				TopicReader reader = broker.read("bare")) {
			await().until(() -> wirepost.api().all("/api/messages").size() == 1);
			wirepost.api().postJson("/api/devices/boiler-7/messages", "{\"hex\":\"00FF80\"}");
			assertThat(device.hear(4)).hasSize(4);
			List<ConsumerRecord<String, byte[]>> records = reader.read(2);
			List<JsonNode> listed = wirepost.api().all("/api/messages?order=asc");
			assertThat(records).extracting(ConsumerRecord::key).containsOnly("boiler-7");
			assertThat(records.get(0).value()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
			assertThat(records.get(1).value()).containsExactly(0x00, 0xFF, 0x80);
			for (int i = 0; i < 2; i++) {
				assertThat(header(records.get(i), "wirepost-id")).isEqualTo(listed.get(i).get("id").asString());
				assertThat(header(records.get(i), "wirepost-time"))
					.isEqualTo(listed.get(i).get("receivedAt").asString());
			}
			assertThat(header(records.get(0), "wirepost-direction")).isEqualTo("inbound");
			assertThat(header(records.get(1), "wirepost-direction")).isEqualTo("outbound");
		}
	}

	@Test
	void aBareRecordSaysTheKindThatItsProtocolFound() {
		try (Wirepost wirepost = start(broker.address(), "wirepost.topic.name=kinds", "wirepost.topic.value=payload",
				"wirepost.protocols.pump.rules[0].kind=alarm",
				"wirepost.protocols.pump.rules[0].when=text.startsWith('ALARM ')", "wirepost.listeners.pumps.port=0",
				"wirepost.listeners.pumps.protocol=pump");
				Device device = wirepost.dial("pumps").say("ALARM 4\nhello\n");
				TopicReader reader = broker.read("kinds")) {
			List<ConsumerRecord<String, byte[]>> records = reader.read(2);
			assertThat(device.socket().isConnected()).isTrue();
			assertThat(records.get(0).value()).isEqualTo("ALARM 4".getBytes(StandardCharsets.UTF_8));
			assertThat(header(records.get(0), "wirepost-kind")).isEqualTo("alarm");
			assertThat(records.get(1).headers().lastHeader("wirepost-kind")).isNull();
		}
	}

	@Test
	void whatComesBehindARecordThatIsTooLargeWaitsAndIsNotSentAgainAndAgain() {
		broker.limit("narrow", 1_000);
		try (Wirepost wirepost = start(broker.address(), "wirepost.topic.name=narrow", "wirepost.topic.value=payload",
				"wirepost.listeners.default.framing.max-frame-size=2MB",
				"spring.kafka.producer.properties.reconnect.backoff.max.ms=200");
				TopicReader reader = broker.read("narrow")) {
			List<String> said = new ArrayList<>(List.of("a", "b", "c".repeat(1_500_000), "d"));
			try (Device device = wirepost.dial("default").say("HELLO boiler-7\n")) {
				said.forEach((text) -> device.say(text + "\n"));
				await().until(() -> wirepost.api().all("/api/messages").size() == said.size());
			}
			// Of other devices, and so of other partitions.
			for (int i = 0; i < 6; i++) {
				said.add("other-" + i);
				wirepost.dial("default").say("HELLO other-" + i + "\nother-" + i + "\n").close();
			}
			await().until(() -> wirepost.api().all("/api/messages").size() == said.size());
			Forwarder forwarder = wirepost.bean(TopicForwarding.class).forwarders().get(0);
			int failures = forwarder.progress().failures();
			await().until(() -> forwarder.progress().failures() > failures + 1);
			broker.limit("narrow", 3_000_000);
			List<String> read = reader.read(said.size())
				.stream()
				.map((record) -> new String(record.value(), StandardCharsets.UTF_8))
				.toList();
			await().until(() -> forwarder.lag().isZero());
			assertThat(reader.poll()).isEmpty();
			assertThat(read).containsExactlyInAnyOrderElementsOf(said);
			assertThat(read.stream().filter((text) -> !text.startsWith("other"))).isEqualTo(said.subList(0, 4));
		}
	}

	@Test
	void withoutATopicNothingOfKafkaIsThere() {
		try (Wirepost wirepost = Wirepost.start()) {
			assertThatThrownBy(() -> wirepost.bean(ProducerFactory.class))
				.isInstanceOf(NoSuchBeanDefinitionException.class);
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("kafka-producer"));
		}
	}

}
