package io.wirepost.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How many batches, each with one sync, a send costs that nothing else shares. */
class SyncsPerSendTests {

	private static Wirepost wirepost;

	private static Device device;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.named.port=0", "wirepost.listeners.named.framing.type=line",
				"wirepost.listeners.named.identify.by=first-frame",
				"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)");
		device = wirepost.dial("named").say("HELLO d\n");
		await().until(() -> wirepost.api().get("/api/devices/d").status() == 200 && syncs() > 0);
	}

	@AfterAll
	static void stop() {
		device.close();
		wirepost.close();
	}

	private static double syncs() {
		return wirepost.bean(MeterRegistry.class).get("wirepost.journal.batches").counter().count();
	}

	@Test
	void aSendKeepsItsMessageAndItsOutcomeWithOneSync() {
		double before = syncs();
		Api.Answer answer = wirepost.api().postJson("/api/devices/d/messages", "{\"text\":\"one\"}");
		assertThat(answer.json().get("status").asString()).isEqualTo("WRITTEN");
		assertThat(device.hear()).isEqualTo("one");
		assertThat(syncs() - before).isEqualTo(1);
		String id = answer.json().get("id").asString();
		assertThat(wirepost.api().get("/api/deliveries/" + id).json().get("messageId"))
			.isEqualTo(answer.json().get("messageId"));
	}

	@Test
	void aSendWithAReplyCostsTwoSyncsAtMost() {
		double before = syncs();
		var answer = wirepost.api()
			.postJsonLater("/api/devices/d/messages", "{\"text\":\"ask\",\"awaitReply\":\"30s\"}");
		assertThat(device.hear()).isEqualTo("ask");
		device.say("answer\n");
		assertThat(answer.join().json().get("status").asString()).isEqualTo("REPLIED");
		assertThat(syncs() - before).isBetween(1.0, 2.0);
		String id = answer.join().json().get("id").asString();
		assertThat(wirepost.api().get("/api/deliveries/" + id).json().get("reply").get("text").asString())
			.isEqualTo("answer");
	}

	@Test
	void aSendWithAKeyCostsThree() {
		double before = syncs();
		Api.Answer answer = new Api(wirepost.api().port(), "Idempotency-Key", "k").postJson("/api/devices/d/messages",
				"{\"text\":\"kept\"}");
		assertThat(answer.json().get("status").asString()).isEqualTo("WRITTEN");
		assertThat(device.hear()).isEqualTo("kept");
		assertThat(syncs() - before).as("asked for, begun, written").isEqualTo(3);
	}

}
