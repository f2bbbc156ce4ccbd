package io.wirepost.forward.stream;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.EventStream;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Readers follow what devices say, as it comes. */
class LiveStreamTests {

	/** Before every message. */
	private static final String BEGINNING = "00000000-0000-7000-8000-000000000000";

	private static final int MESSAGES = Integer.getInteger("stream.messages", 20_000);

	private static final int DEVICES = 4;

	private static final int CUTS = 50;

	/** The common pool may have a single thread, which these would hold. */
	private static final Executor THREADS = (task) -> new Thread(task).start();

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.default.port=0",
				"wirepost.listeners.default.identify.by=first-frame",
				"wirepost.listeners.default.identify.pattern=^HELLO (?<id>\\S+)",
				"wirepost.listeners.default.identify.consume=true", "wirepost.listeners.default.framing.type=line",
				"wirepost.listeners.default.framing.max-frame-size=128KB", "wirepost.stream.heartbeat=300ms",
				"wirepost.stream.limit=12", "wirepost.stream.patience=1s");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	@BeforeEach
	void nobodyReads() {
		await().until(() -> subscribers() == 0);
	}

	/** Behind everything that was said so far. */
	private static String mark() {
		String newest = api.get("/api/messages?limit=1").json().at("/items/0/id").asString("");
		return newest.isEmpty() ? BEGINNING : newest;
	}

	private static Device device(String name) {
		return wirepost.dial("default").say("HELLO " + name + "\n");
	}

	private static double subscribers() {
		return wirepost.bean(MeterRegistry.class).get("wirepost.stream.subscribers").gauge().value();
	}

	/** Devices that say their numbers, never further ahead than the permits allow. */
	private static List<CompletableFuture<Void>> ingest(String prefix, int messages, Semaphore ahead) {
		int each = messages / DEVICES;
		return IntStream.range(0, DEVICES).mapToObj((number) -> CompletableFuture.runAsync(() -> {
			try (Device device = device(prefix + number)) {
				for (int i = 0; i < each; i += 100) {
					ahead.acquireUninterruptibly(100);
					StringBuilder lines = new StringBuilder();
					for (int j = i; j < i + 100; j++) {
						lines.append(j).append('\n');
					}
					device.say(lines.toString());
				}
				// Closing early may discard bytes that were not read yet.
				await().until(() -> api.get("/api/messages?limit=1&device=" + prefix + number)
					.json()
					.at("/items/0/text")
					.asString("")
					.equals(Integer.toString(each - 1)));
			}
		}, THREADS)).toList();
	}

	@Test
	void aReaderThatIsCutFiftyTimesDuringAnIngestMissesNothingAndSeesNothingTwice() {
		TreeSet<Integer> cuts = new TreeSet<>();
		Random random = new Random(7);
		while (cuts.size() < CUTS) {
			cuts.add(random.nextInt(MESSAGES));
		}
		String begin = "?after=" + mark();
		Semaphore ahead = new Semaphore(5_000);
		Map<String, Integer> next = new HashMap<>();
		String last = "";
		List<CompletableFuture<Void>> devices = ingest("cut-", MESSAGES, ahead);
		EventStream stream = EventStream.open(api, begin);
		for (int seen = 0; seen < MESSAGES; seen++) {
			if (cuts.contains(seen)) {
				stream.close();
				stream = last.isEmpty() ? EventStream.open(api, begin)
						: EventStream.open(api, begin, "Last-Event-ID: " + last);
			}
			EventStream.Event event = stream.next();
			assertThat(event.name()).isEqualTo("message");
			assertThat(event.id()).isGreaterThan(last);
			String device = event.json().get("deviceId").asString();
			assertThat(event.text()).as("the next of %s", device)
				.isEqualTo(Integer.toString(next.merge(device, 1, Integer::sum) - 1));
			last = event.id();
			ahead.release();
		}
		stream.close();
		devices.forEach(CompletableFuture::join);
		assertThat(next.values()).hasSize(DEVICES).containsOnly(MESSAGES / DEVICES);
	}

	@Test
	void whoeverBeginsWithTheOldFindsNoSeamBetweenItAndTheNew() {
		int messages = 20_000;
		String begin = mark();
		Semaphore ahead = new Semaphore(messages / 4);
		List<CompletableFuture<Void>> devices = ingest("seam-", messages, ahead);
		List<CompletableFuture<List<String>>> readers = new ArrayList<>();
		for (String query : List.of("?after=" + begin, "?device=seam-1&after=" + BEGINNING,
				"?direction=inbound&after=" + begin, "?after=" + begin,
				"?device=seam-2&direction=INBOUND&after=" + BEGINNING)) {
			boolean one = query.contains("device=");
			readers.add(CompletableFuture.supplyAsync(() -> {
				try (EventStream stream = EventStream.open(api, query)) {
					return stream.next(one ? messages / DEVICES : messages)
						.stream()
						.map((event) -> event.json().get("deviceId").asString() + " " + event.text())
						.toList();
				}
			}, THREADS));
			ahead.release(messages / 6);
		}
		devices.forEach(CompletableFuture::join);
		List<String> all = api.all("/api/messages?order=asc")
			.stream()
			.filter((message) -> message.get("id").asString().compareTo(begin) > 0)
			.map((message) -> message.get("deviceId").asString() + " " + message.get("text").asString())
			.toList();
		assertThat(all).hasSize(messages);
		assertThat(readers.get(0).join()).isEqualTo(all);
		assertThat(readers.get(1).join()).isEqualTo(all.stream().filter((one) -> one.startsWith("seam-1 ")).toList());
		assertThat(readers.get(2).join()).isEqualTo(all);
		assertThat(readers.get(3).join()).isEqualTo(all);
		assertThat(readers.get(4).join()).isEqualTo(all.stream().filter((one) -> one.startsWith("seam-2 ")).toList());
	}

	@Test
	void withoutAnIdAReaderGetsWhatComesFromNowOnAsTheListShowsIt() throws Exception {
		try (Device device = device("boiler-7").say("before\n")) {
			await().until(() -> api.all("/api/messages?device=boiler-7").size() == 1);
			HttpResponse<InputStream> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/api/messages/stream"))
					.header("Accept", "text/event-stream")
					.build(), HttpResponse.BodyHandlers.ofInputStream());
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type"))
				.hasValueSatisfying((type) -> assertThat(type).startsWith("text/event-stream"));
			try (EventStream filtered = EventStream.open(api, "?device=boiler-7&direction=outbound");
					Scanner lines = new Scanner(response.body(), "UTF-8").useDelimiter("\n\n")) {
				device.say("after\n");
				String event = lines.next();
				while (event.startsWith(":")) {
					event = lines.next();
				}
				assertThat(event).startsWith("event: message\nid: ").contains("\"text\":\"after\"");
				api.postJson("/api/devices/boiler-7/messages", "{\"text\":\"größe\"}");
				EventStream.Event outbound = filtered.next();
				assertThat(outbound.json()).isEqualTo(api.get("/api/messages/" + outbound.id()).json());
				assertThat(outbound.text()).isEqualTo("größe");
			}
		}
	}

	@Test
	void silenceIsFilledWithComments() {
		try (EventStream stream = EventStream.open(api, "")) {
			for (int i = 0; i < 3; i++) {
				assertThat(stream.line()).isEqualTo(":");
				assertThat(stream.line()).isEmpty();
			}
		}
	}

	@Test
	void aReaderThatDoesNotReadIsClosedWhileOthersGoOn() {
		try (EventStream idle = EventStream.open(api, 4096, "");
				EventStream other = EventStream.open(api, "");
				Device device = device("loud")) {
			String line = "x".repeat(100_000) + "\n";
			CompletableFuture<Void> saying = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 200; i++) {
					device.say(line);
				}
			}, THREADS);
			assertThat(other.next(200)).hasSize(200);
			saying.join();
			await().until(() -> subscribers() == 1);
			device.say("one more\n");
			assertThat(other.next().text()).isEqualTo("one more");
			EventStream.Event first = idle.next();
			try (EventStream again = EventStream.open(api, "", "Last-Event-ID: " + first.id())) {
				assertThat(again.next(200).get(199).text()).isEqualTo("one more");
			}
		}
	}

	@Test
	void moreStreamsThanAllowedAreRefusedUntilOneEnds() {
		List<EventStream> open = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			open.add(EventStream.open(api, ""));
		}
		Api.Answer refused = api.get("/api/messages/stream");
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.problem()).isEqualTo("too-many-streams");
		assertThat(refused.header("Retry-After")).isPresent();
		open.remove(0).close();
		await().until(() -> subscribers() == 11);
		EventStream next = EventStream.open(api, "");
		assertThat(next.status()).isEqualTo(200);
		next.close();
		open.forEach(EventStream::close);
		await().until(() -> subscribers() == 0);
	}

	@ParameterizedTest
	@CsvSource({ "?after=yesterday,after", "?device=a%20b,device", "?direction=sideways,direction", "?since=now,since",
			"?after=6ba7b810-9dad-11d1-80b4-00c04fd430c8,after" })
	void whatCannotBeReadIsNamed(String query, String field) {
		Api.Answer answer = api.get("/api/messages/stream" + query);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(field);
	}

	@Test
	void aBadLastEventIdIsNamedToAReaderThatTakesNothingButEvents() {
		try (EventStream stream = EventStream.open(api, "", "Last-Event-ID: 17", "Accept: text/event-stream")) {
			assertThat(stream.status()).isEqualTo(400);
			assertThat(stream.head()).anySatisfy((line) -> assertThat(line).contains("application/problem+json"));
			assertThat(stream.line()).contains("Last-Event-ID");
		}
	}

	@Test
	void anEmptyLastEventIdIsNone() {
		try (EventStream stream = EventStream.open(api, "", "Last-Event-ID: ")) {
			assertThat(stream.status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "nonsense" })
	void whoeverAcceptsNoEventsIsToldThatThereIsNothingElse(String accept) {
		try (EventStream stream = EventStream.open(api, "", "Accept: " + accept)) {
			assertThat(stream.status()).isEqualTo(406);
			assertThat(subscribers()).isZero();
		}
	}

	@Test
	void askingForTheHeadersAloneOpensNoStream() {
		assertThat(api.send("HEAD", "/api/messages/stream", null, null).status()).isEqualTo(200);
		assertThat(subscribers()).isZero();
	}

	@Test
	void openStreamsDoNotHoldUpAShutdown() {
		Wirepost other = Wirepost.start();
		try (EventStream stream = EventStream.open(other.api(), "")) {
			assertThat(stream.line()).isEqualTo(":");
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(other::close, THREADS);
			assertThat(stream.next()).isNull();
			// Spring would wait 30 s for a request in flight.
			assertThat(stopped).succeedsWithin(Duration.ofSeconds(25));
		}
	}

}
