package io.wirepost.connection;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.FreePort;
import io.wirepost.harness.Wirepost;
import io.wirepost.settings.Settings;
import io.wirepost.transport.ConnectionMetrics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Listeners that are made, changed and removed while the process runs. */
class RunTimeListenerTests {

	private static Wirepost wirepost;

	private static Api api;

	@TempDir
	private Path data;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start();
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static Api.Answer put(String name, String json) {
		return api.putJson("/api/listeners/" + name, json);
	}

	@Test
	void isMadeChangedAndRemovedWhileTheProcessRuns() {
		Api.Answer made = put("meters",
				"{\"port\":0,\"identify\":{\"by\":\"address\"},\"timeouts\":{\"firstFrame\":\"5s\"},"
						+ "\"acknowledge\":{\"text\":\"OK\"}}");
		assertThat(made.status()).as(made.body()).isEqualTo(201);
		assertThat(made.json().get("state").asString()).isEqualTo("LISTENING");
		assertThat(made.json().get("configured").asBoolean()).isFalse();
		assertThat(made.json().at("/settings/port").asInt()).isZero();
		assertThat(made.json().at("/settings/timeouts/firstFrame").asString()).isEqualTo("5s");
		int port = made.json().get("port").asInt();
		try (Device device = Device.dial(port)) {
			assertThat(device.say("hello\n").hear()).isEqualTo("OK");
			Api.Answer changed = put("meters", "{\"port\":0,\"framing\":{\"type\":\"delimiter\",\"delimiter\":\"3B\"},"
					+ "\"acknowledge\":{\"text\":\"OK\"}}");
			assertThat(changed.status()).as(changed.body()).isEqualTo(200);
			assertThat(changed.json().get("messages").asInt()).isEqualTo(1);
			assertThat(device.isHungUpOn()).isTrue();
		}
		try (Device device = wirepost.dial("meters")) {
			assertThat(device.say("a;").hear(3)).isEqualTo("OK;".getBytes(StandardCharsets.UTF_8));
			assertThat(api.get("/api/messages?listener=meters").json().get("items")).hasSize(2);
			int open = wirepost.port("meters");
			assertThat(api.delete("/api/listeners/meters").status()).isEqualTo(204);
			assertThat(device.isHungUpOn()).isTrue();
			assertThatException().isThrownBy(() -> Device.dial(open));
		}
		assertThat(api.get("/api/listeners/meters").status()).isEqualTo(404);
		Api.Answer again = api.delete("/api/listeners/meters");
		assertThat(again.status()).isEqualTo(404);
		assertThat(again.problem()).isEqualTo("listener-unknown");
	}

	@Test
	void keepsItsConnectionsWhenItIsPutAsItIs() {
		assertThat(put("same", "{\"port\":0,\"timeouts\":{\"idle\":\"5m\"}}").status()).isEqualTo(201);
		try (Device device = wirepost.dial("same")) {
			device.say("1\n");
			await().until(() -> connections("same") == 1);
			Api.Answer again = put("same", "{\"timeouts\":{\"idle\":\"5m\"},\"port\":0}");
			assertThat(again.status()).isEqualTo(200);
			assertThat(again.json().get("connections").asInt()).isEqualTo(1);
		}
		finally {
			api.delete("/api/listeners/same");
		}
	}

	@Test
	void showsItsSettingsAsTheyWereGiven() {
		String networks = "[\"10.0.0.0/8\",\"10.1.0.0/16\",\"10.2.0.0/16\"]";
		JsonNode settings = put("shown",
				"{\"port\":0,\"limits\":{\"outboundBuffer\":\"1MB\"},\"proxyProtocol\":{\"from\":" + networks
						+ "},\"reply\":{\"match\":\"bytes\",\"offset\":0,\"length\":2}}")
			.json()
			.get("settings");
		assertThat(settings.at("/proxyProtocol/from")).hasToString(networks);
		assertThat(settings.at("/limits/outboundBuffer").asString()).isEqualTo("1MB");
		assertThat(settings.at("/reply/length").isInt()).isTrue();
		assertThat(put("shown", settings.toString()).status()).isEqualTo(200);
		api.delete("/api/listeners/shown");
	}

	@Test
	void changesOnThePortThatItHas() {
		put("stays", "{\"port\":0}");
		int port = wirepost.port("stays");
		Api.Answer changed = put("stays", "{\"port\":%d,\"acknowledge\":{\"text\":\"KEPT\"}}".formatted(port));
		assertThat(changed.status()).as(changed.body()).isEqualTo(200);
		assertThat(wirepost.port("stays")).isEqualTo(port);
		try (Device device = Device.dial(port)) {
			assertThat(device.say("x\n").hear()).isEqualTo("KEPT");
		}
		api.delete("/api/listeners/stays");
	}

	@Test
	void leavesThoseOfTheConfigurationAlone() {
		for (Api.Answer answer : List.of(put("default", "{\"port\":0}"), api.delete("/api/listeners/default"))) {
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.problem()).isEqualTo("listener-configured");
			assertThat(answer.json().get("detail").asString()).contains("change it there");
		}
		JsonNode configured = api.get("/api/listeners/default").json();
		assertThat(configured.get("configured").asBoolean()).isTrue();
		assertThat(configured.get("settings").isNull()).isTrue();
	}

	@Test
	void saysEveryFaultWithItsField() {
		Api.Answer answer = put("bad",
				"""
						{"port":70000,"charset":"klingon","framing":{"type":"lines"},"identify":{"by":"first-frame","pattern":"("},
						"reply":{"match":"pattern","request":"x"},"tls":{"bundle":"none"},"timeouts":{"firstFrame":"0s"},
						"proxyProtocol":{"from":["everyone"]},"prot":1}""");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(fields(answer)).containsExactlyInAnyOrder("port", "charset", "framing.type", "identify.pattern",
				"reply.request", "reply.reply", "tls.bundle", "timeouts.firstFrame", "proxyProtocol.from", "prot");
		assertThat(fields(put("bad", "{\"port\":0,\"tls\":{}}"))).containsExactly("tls.bundle");
		assertThat(fields(put("bad", "{\"port\":0,\"tls\":{\"clientCertificate\":\"required\"}}")))
			.containsExactly("tls.bundle");
		assertThat(fields(put("bad", "{\"port\":0,\"proxyProtocol\":{}}"))).containsExactly("proxyProtocol.from");
		assertThat(fields(put("a%20b", "{\"port\":0}"))).containsExactly("");
		assertThat(fields(put("bad", "{\"port\":0,\"reply\":{\"match\":\"magic\"}}"))).containsExactly("reply.match");
		assertThat(put("bad", "[]").status()).isEqualTo(400);
		assertThat(put("bad", "").status()).isEqualTo(400);
		assertThat(api.get("/api/listeners/bad").status()).isEqualTo(404);
		assertThat(meters("bad")).isZero();
		long dialled = meters(ConnectionMetrics.DIALLED);
		assertThat(put("(endpoint)", "{\"port\":0}").status()).isEqualTo(400);
		assertThat(meters(ConnectionMetrics.DIALLED)).isEqualTo(dialled).isPositive();
	}

	private static List<String> fields(Api.Answer answer) {
		List<String> fields = new ArrayList<>();
		answer.json().path("errors").forEach((fault) -> fields.add(fault.get("field").asString()));
		return fields;
	}

	@Test
	void goesOnAsItWasWhenTheNewPortIsTaken() throws Exception {
		put("firm", "{\"port\":0}");
		int port = wirepost.port("firm");
		try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
				ServerSocket here = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.2"));
				Device device = Device.dial(port)) {
			device.say("1\n");
			for (String taken : List.of("{\"port\":%d}".formatted(elsewhere.getLocalPort()),
					"{\"bind\":\"127.0.0.2\",\"port\":%d}".formatted(here.getLocalPort()))) {
				Api.Answer refused = put("firm", taken);
				assertThat(refused.status()).as(refused.body()).isEqualTo(409);
				assertThat(refused.problem()).isEqualTo("listener-not-bound");
				assertThat(refused.json().get("detail").asString()).contains("cannot be bound");
			}
			device.say("2\n");
			try (Device another = Device.dial(port)) {
				another.say("3\n");
				await().until(() -> api.get("/api/messages?listener=firm").json().get("items").size() == 3);
				assertThat(connections("firm")).isEqualTo(2);
			}
			assertThat(put("other", "{\"port\":%d}".formatted(port)).status()).isEqualTo(409);
			assertThat(api.get("/api/listeners/other").status()).isEqualTo(404);
			assertThat(meters("other")).isZero();
		}
		api.delete("/api/listeners/firm");
	}

	@Test
	void saysThatAnAddressIsNone() {
		Api.Answer unknown = put("nowhere", "{\"port\":0,\"bind\":\"no-such-host.invalid\"}");
		assertThat(unknown.status()).as(unknown.body()).isEqualTo(403);
	}

	@Test
	void changesOneAfterTheOtherHoweverManyAskAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Api.Answer>> puts = new ArrayList<>();
			for (int i = 0; i < 12; i++) {
				String json = "{\"port\":0,\"timeouts\":{\"idle\":\"%dm\"}}".formatted(i + 1);
				puts.add(() -> put("raced", json));
			}
			Map<Integer, Integer> byStatus = new HashMap<>();
			for (Future<Api.Answer> answer : threads.invokeAll(puts)) {
				byStatus.merge(answer.get().status(), 1, Integer::sum);
			}
			assertThat(byStatus).containsEntry(201, 1).containsEntry(200, 11);
			try (Device device = wirepost.dial("raced")) {
				device.say("x\n");
				await().until(() -> connections("raced") == 1);
			}
		}
		finally {
			threads.shutdown();
			api.delete("/api/listeners/raced");
		}
	}

	@Test
	void leavesNothingBehindWhenItIsRemoved() throws Exception {
		ConfigurableApplicationContext context = wirepost.context();
		putAndRemove("warm-up");
		int beans = context.getBeanFactory().getSingletonCount();
		int definitions = context.getBeanDefinitionCount();
		long meters = meters(null);
		List<Integer> ports = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			ports.add(putAndRemove("passing-" + i % 3));
		}
		assertThat(context.getBeanFactory().getSingletonCount()).isEqualTo(beans);
		assertThat(context.getBeanDefinitionCount()).isEqualTo(definitions);
		assertThat(meters(null)).isEqualTo(meters);
		assertThat(wirepost.bean(ListenerStore.class).list()).noneMatch((one) -> one.name().startsWith("passing"));
		for (int port : ports) {
			new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
		}
	}

	private int putAndRemove(String name) {
		assertThat(put(name, "{\"port\":0}").status()).isEqualTo(201);
		assertThat(put(name, "{\"port\":0,\"acknowledge\":{\"text\":\"OK\"}}").status()).isEqualTo(200);
		int port = wirepost.port(name);
		try (Device device = Device.dial(port)) {
			assertThat(device.say("x\n").hear()).isEqualTo("OK");
			assertThat(meters(name)).isPositive();
			assertThat(api.delete("/api/listeners/" + name).status()).isEqualTo(204);
			assertThat(device.isHungUpOn()).isTrue();
		}
		assertThat(meters(name)).isZero();
		return port;
	}

	/** Wirepost's own meters of a listener; null for all there are. */
	private static long meters(String listener) {
		return wirepost.bean(MeterRegistry.class)
			.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("wirepost."))
			.filter((id) -> listener == null || listener.equals(id.getTag("listener")))
			.count();
	}

	private static int connections(String listener) {
		return api.get("/api/listeners/" + listener).json().get("connections").asInt();
	}

	@Test
	void survivesARestart() throws Exception {
		try (Wirepost first = Wirepost.startOn(this.data)) {
			put(first, "kept",
					"{\"port\":0,\"framing\":{\"type\":\"line\",\"send\":\"CRLF\"},\"acknowledge\":{\"text\":\"OK\"}}");
			put(first, "removed", "{\"port\":0}");
			first.api().delete("/api/listeners/removed");
		}
		try (Wirepost second = Wirepost.startOn(this.data)) {
			assertThat(names(second)).containsExactly("default", "kept");
			try (Device device = second.dial("kept")) {
				assertThat(device.say("x\r\n").hear()).isEqualTo("OK\r");
			}
		}
		try (Wirepost third = Wirepost.startOn(this.data, "wirepost.listeners.kept.port=0")) {
			assertThat(names(third)).containsExactly("kept");
			assertThat(third.api().get("/api/listeners/kept").json().get("configured").asBoolean()).isTrue();
			assertThat(third.api().putJson("/api/listeners/kept", "{\"port\":0}").status()).isEqualTo(409);
		}
	}

	@Test
	void isTriedAgainUntilItsPortIsFree() throws Exception {
		int port = FreePort.next();
		try (Wirepost first = Wirepost.startOn(this.data)) {
			put(first, "late", "{\"port\":%d}".formatted(port));
		}
		ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
		try (Wirepost second = Wirepost.startOn(this.data)) {
			JsonNode late = second.api().get("/api/listeners/late").json();
			assertThat(late.get("state").asString()).isEqualTo("STOPPED");
			assertThat(late.get("port").asInt()).isEqualTo(port);
			assertThat(late.get("failure").asString()).contains("cannot be bound");
			assertThat(second.api().get("/readyz").status()).isEqualTo(503);
			taken.close();
			await().until(() -> second.api().get("/readyz").status() == 200);
			try (Device device = second.dial("late")) {
				device.say("x\n");
				await().until(() -> second.api().get("/api/messages?listener=late").json().get("items").size() == 1);
			}
		}
		finally {
			taken.close();
		}
	}

	@Test
	void doesNotKeepTheProcessFromStartingByWhatWasStored() {
		try (Wirepost first = Wirepost.startOn(this.data)) {
			first.bean(ListenerStore.class)
				.save(new StoredListener("old",
						new Settings(Map.of("port", "0", "framing.type", "braces", "reply.match", "magic"))));
		}
		try (Wirepost second = Wirepost.startOn(this.data)) {
			JsonNode old = second.api().get("/api/listeners/old").json();
			assertThat(old.get("state").asString()).isEqualTo("STOPPED");
			assertThat(old.get("failure").asString()).contains("framing.type: 'braces'", "reply.match: 'magic'");
			assertThat(second.api().get("/readyz").status()).isEqualTo(503);
			assertThat(second.api().putJson("/api/listeners/old", "{\"port\":0}").status()).isEqualTo(200);
			assertThat(second.api().get("/readyz").status()).isEqualTo(200);
			try (Device device = second.dial("old")) {
				device.say("x\n");
				await().until(() -> second.api().get("/api/messages?listener=old").json().get("items").size() == 1);
			}
		}
	}

	@Test
	void isRefusedWhereThereAreAsManyAsThereMayBe() {
		NavigableMap<String, Listener> many = new ConcurrentSkipListMap<>() {

			private static final long serialVersionUID = 1L;

			@Override
			public int size() {
				return RunTimeListeners.MOST + 1;
			}

		};
		RunTimeListeners full = new RunTimeListeners(many, Set.of("default"), wirepost.bean(ListenerStore.class),
				List.of(), wirepost.bean(ConnectionContext.class));
		assertThatExceptionOfType(ListenerRefusedException.class)
			.isThrownBy(() -> full.put("one-more", new Settings(Map.of("port", "0"))))
			.satisfies((refused) -> assertThat(refused.reason()).isEqualTo(ListenerRefusedException.Reason.TOO_MANY))
			.withMessage("There are already 1000 listeners created at run time; remove one first");
	}

	@Test
	void listensBeyondThisMachineOnlyWithCredentials() throws Exception {
		Api.Answer refused = put("open", "{\"port\":0,\"bind\":\"0.0.0.0\"}");
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.problem()).isEqualTo("listener-not-allowed");
		assertThat(refused.json().get("detail").asString()).contains("'0.0.0.0'", "wirepost.security.tokens");
		String[] tokens = { "wirepost.security.tokens.boss.scopes=admin",
				"wirepost.security.tokens.boss.sha256=a5e7c002443743c5836758c7d1cd8ddefd9fcf2061daa0efaac683fb99966057",
				"wirepost.security.tokens.clerk.scopes=send",
				"wirepost.security.tokens.clerk.sha256=2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683" };
		try (Wirepost first = Wirepost.startOn(this.data, tokens)) {
			String json = "{\"port\":0,\"bind\":\"0.0.0.0\"}";
			assertThat(first.api().withToken("key").putJson("/api/listeners/open", json).status()).isEqualTo(403);
			assertThat(first.api().withToken("boss").putJson("/api/listeners/open", json).status()).isEqualTo(201);
		}
		try (Wirepost second = Wirepost.startOn(this.data)) {
			JsonNode open = second.api().get("/api/listeners/open").json();
			assertThat(open.get("state").asString()).isEqualTo("STOPPED");
			assertThat(open.get("failure").asString()).contains("'0.0.0.0' is reachable from other machines");
			assertThat(second.api().delete("/api/listeners/open").status()).isEqualTo(204);
			assertThat(second.api().get("/readyz").status()).isEqualTo(200);
		}
	}

	@Test
	void doesNotChangeWhileTheProcessStops() {
		try (Wirepost stopping = Wirepost.startOn(this.data)) {
			put(stopping, "late", "{\"port\":0}");
			stopping.bean(Listeners.class).stopAccepting();
			Api.Answer answer = stopping.api().putJson("/api/listeners/late", "{\"port\":0,\"bind\":\"127.0.0.2\"}");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.problem()).isEqualTo("stopping");
			assertThat(answer.header("Retry-After")).isPresent();
		}
	}

	private static void put(Wirepost on, String name, String json) {
		assertThat(on.api().putJson("/api/listeners/" + name, json).status()).isEqualTo(201);
	}

	private static List<String> names(Wirepost on) {
		return on.bean(Listeners.class).list().stream().map(ListenerView::name).toList();
	}

}
