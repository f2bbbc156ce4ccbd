package io.wirepost;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.wirepost.harness.Broker;
import io.wirepost.harness.Device;
import io.wirepost.harness.Receiver;
import io.wirepost.harness.TopicReader;
import io.wirepost.harness.WirepostProcess;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A follower gets every message, however often the process is killed. */
class RestartIT {

	private static final Logger log = LoggerFactory.getLogger(RestartIT.class);

	/** {@code -Dwirepost.restarts=10} for the full test. */
	private static final int RESTARTS = Integer.getInteger("wirepost.restarts", 2);

	private static final int DEVICES = 4;

	private static final int WINDOW = 25;

	private static final String TOPIC = "device-messages";

	/** The common pool may have a single thread, which these would hold. */
	private static final Executor THREADS = (task) -> new Thread(task).start();

	private final AtomicInteger acknowledged = new AtomicInteger();

	@Test
	void aWebhookAndATopicHaveEveryMessageInOrderAfterKillsAtAnyMoment(@TempDir Path data) {
		Random random = new Random();
		try (Receiver receiver = Receiver.start(0); Broker broker = Broker.start(TOPIC)) {
			for (int cycle = 0; cycle < RESTARTS; cycle++) {
				try (WirepostProcess wirepost = start(data, receiver, broker)) {
					int until = this.acknowledged.get() + 500 + random.nextInt(2500);
					List<CompletableFuture<Void>> devices = ingest(wirepost.port("default"), cycle);
					await().until(() -> this.acknowledged.get() >= until);
					wirepost.kill();
					devices.forEach(CompletableFuture::join);
				}
				log.info("Killed for time {}: {} acknowledged, {} at the webhook", cycle + 1, this.acknowledged.get(),
						receiver.taken("/hook").size());
			}
			try (WirepostProcess wirepost = start(data, receiver, broker); TopicReader topic = broker.read(TOPIC)) {
				Map<String, List<JsonNode>> journal = byDevice(wirepost.api().all("/api/messages?order=asc"));
				int count = journal.values().stream().mapToInt(List::size).sum();
				assertThat(count).isGreaterThanOrEqualTo(this.acknowledged.get());
				await().until(() -> distinct(receiver.taken("/hook")) == count);
				assertThat(byDevice(receiver.taken("/hook"))).isEqualTo(journal);
				List<JsonNode> records = new ArrayList<>();
				await().until(() -> {
					topic.poll().stream().map(RestartIT::message).forEach(records::add);
					return distinct(records) == count;
				});
				assertThat(byDevice(records)).isEqualTo(journal);
				log.info("{} kills; {} acknowledged; {} in the journal; the webhook took {}, the topic has {}",
						RESTARTS, this.acknowledged.get(), count, receiver.taken("/hook").size(), records.size());
			}
		}
	}

	private static WirepostProcess start(Path data, Receiver receiver, Broker broker) {
		return WirepostProcess.startQuickly(data, "wirepost.listeners.default.port=0",
				"wirepost.listeners.default.identify.by=first-frame",
				"wirepost.listeners.default.identify.pattern=^HELLO (?<id>\\S+)",
				"wirepost.listeners.default.identify.consume=true", "wirepost.listeners.default.acknowledge.text=OK",
				"wirepost.webhooks.hook.url=" + receiver.url("/hook"), "wirepost.topic.name=" + TOPIC,
				"spring.kafka.bootstrap-servers=" + broker.address());
	}

	/** Devices that talk until they are hung up on. */
	private List<CompletableFuture<Void>> ingest(int port, int cycle) {
		return IntStream.range(0, DEVICES).mapToObj((number) -> CompletableFuture.runAsync(() -> {
			try (Device device = Device.dial(port).say("HELLO d" + number + "\n")) {
				for (int i = 0; i < Integer.MAX_VALUE; i += WINDOW) {
					StringBuilder lines = new StringBuilder();
					for (int j = i; j < i + WINDOW; j++) {
						lines.append("c").append(cycle).append('-').append(j).append('\n');
					}
					device.say(lines.toString());
					for (int j = 0; j < WINDOW; j++) {
						if (device.hear() == null) {
							return;
						}
						this.acknowledged.incrementAndGet();
					}
				}
			}
			catch (UncheckedIOException ex) {
				log.debug("The process was killed", ex);
			}
		}, THREADS)).toList();
	}

	private static JsonNode message(ConsumerRecord<String, byte[]> record) {
		return JsonMapper.builder().build().readTree(record.value());
	}

	private static int distinct(List<JsonNode> messages) {
		HashSet<String> ids = new HashSet<>();
		messages.forEach((message) -> ids.add(message.get("id").asString()));
		return ids.size();
	}

	/** Each message where it came first. */
	private static Map<String, List<JsonNode>> byDevice(List<JsonNode> messages) {
		Map<String, JsonNode> distinct = new LinkedHashMap<>();
		messages.forEach((message) -> distinct.putIfAbsent(message.get("id").asString(), message));
		Map<String, List<JsonNode>> byDevice = new LinkedHashMap<>();
		distinct.values()
			.forEach((message) -> byDevice
				.computeIfAbsent(message.get("deviceId").asString(), (device) -> new ArrayList<>())
				.add(message));
		return byDevice;
	}

}
