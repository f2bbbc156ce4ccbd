package io.wirepost.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.wirepost.harness.Device;
import io.wirepost.harness.FreePort;
import io.wirepost.harness.NpmPackage;
import io.wirepost.harness.Receiver;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The console in a real Chromium, with devices that are plain sockets. */
class ConsoleTests {

	private static final List<String> PAGES = List.of("Overview", "Devices", "Live", "Listeners", "Protocols",
			"Deliveries");

	/** Tests that run functions of the page's scripts, whatever it shows. */
	private static final String SCRIPT = "script";

	private static final String LOGIN = "78780D01 0123456789012345 0001 8CDD 0D0A";

	private static Wirepost wirepost;

	private static Browser browser;

	private final List<Device> devices = new ArrayList<>();

	/** Refuses what says "bad", as one who cannot read it does. */
	private static final Receiver RECEIVER = Receiver.start(0)
		.onBody("/", (post) -> Receiver.Reply
			.of(post.items().stream().anyMatch((one) -> one.get("text").asString("").contains("bad")) ? 422 : 200, ""));

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.default.port=0",
				"wirepost.listeners.default.identify.by=first-frame",
				"wirepost.listeners.default.identify.pattern=^HELLO (?<id>\\S+)", "wirepost.listeners.trackers.port=0",
				"wirepost.listeners.trackers.protocol=gt06", "wirepost.webhooks.orders.url=http://127.0.0.1:1/",
				"wirepost.webhooks.orders.devices=none-*", "wirepost.webhooks.refusing.url=" + RECEIVER.url("/"),
				"wirepost.webhooks.refusing.devices=post-*", "wirepost.webhooks.refusing.on-refused=skip");
		browser = Browser.start(wirepost.api().port());
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
		}
		wirepost.close();
		RECEIVER.close();
	}

	@BeforeEach
	void open(TestInfo test) {
		if (test.getTags().contains(SCRIPT) && browser.isOpen()) {
			return;
		}
		browser.resize(1280, 800);
		browser.open("");
		browser.find("link", "Overview");
	}

	@AfterEach
	void hasNothingToComplainAbout() {
		this.devices.forEach(Device::close);
		assertThat(browser.complaints()).isEmpty();
	}

	private Device dial(String id) {
		Device device = wirepost.dial("default").say("HELLO " + id + "\n");
		this.devices.add(device);
		await().until(() -> wirepost.api().get("/api/devices/" + id).status() == 200);
		return device;
	}

	/** A device that answers each line by itself in capitals. */
	private void answering(String id) {
		Device device = dial(id);
		Thread thread = new Thread(() -> {
			for (String line = device.hear(); line != null; line = device.hear()) {
				device.say("ECHO " + line + "\n");
			}
		}, id);
		thread.setDaemon(true);
		thread.setUncaughtExceptionHandler((failed, ex) -> {
			// The test is over.
		});
		thread.start();
	}

	@Test
	void hasOneLinkForEachPage() {
		for (String page : PAGES) {
			assertThat(browser.all("link", page)).as(page).hasSize(1);
			browser.find("link", page).click();
			browser.find("heading", page);
			assertThat(browser.find("link", page).getDomAttribute("aria-current")).isEqualTo("page");
		}
	}

	@Test
	void showsADeviceThatConnectsWithoutAReload() {
		browser.find("link", "Devices").click();
		browser.find("heading", "Devices");
		browser.run("window.sameLoad = true");
		dial("pump-1");
		browser.find("link", "pump-1").click();
		browser.find("region", "Timeline");
		browser.see("Connected from 127.0.0.1");
		this.devices.get(0).say("pressure 4.2\n");
		browser.see("pressure 4.2");
		this.devices.get(0).hangUp();
		browser.see("The device closed the connection.");
		assertThat(browser.run("return window.sameLoad")).isEqualTo(true);
	}

	@Test
	void showsTheReplyToAMessageTypedInThePage() {
		answering("echo-1");
		browser.go("#/devices/echo-1");
		browser.find("textbox", "Message").sendKeys("GET TEMP");
		browser.find("button", "Send").click();
		browser.see("Replied after");
		browser.seeThat((text) -> text.contains("ECHO GET TEMP") && text.contains("reply after"),
				"the reply, joined with its request");
	}

	@Test
	void sendsOnceHoweverOftenEnterIsPressedAndKeepsWhatIsTypedMeanwhile() {
		Device device = dial("valve-1");
		browser.go("#/devices/valve-1");
		browser.find("textbox", "Message").sendKeys("OPEN", Keys.ENTER, Keys.ENTER, Keys.ENTER);
		assertThat(device.hear()).isEqualTo("OPEN");
		browser.find("textbox", "Message").sendKeys(" AND CLOSE", Keys.ENTER);
		device.say("OPENED\n");
		browser.see("Replied after");
		assertThat(browser.find("textbox", "Message").getDomProperty("value")).isEqualTo("OPEN AND CLOSE");
		assertThat(wirepost.api().all("/api/messages?device=valve-1&direction=outbound")).hasSize(1);
	}

	@Test
	void readsBackWhileADeviceGoesOnSpeaking() {
		Device device = dial("chatty-1");
		device.say(IntStream.range(0, 450).mapToObj((i) -> "line " + i + "\n").collect(Collectors.joining()));
		await().untilAsserted(() -> assertThat(wirepost.api().all("/api/messages?device=chatty-1")).hasSize(450));
		browser.go("#/devices/chatty-1");
		browser.see("line 449");
		await().ignoreExceptions().until(() -> {
			browser.all("button", "Older messages").forEach(WebElement::click);
			return browser.shows("450 messages");
		});
		device.say("another\n");
		browser.seeThat((text) -> text.contains("another") && text.contains("Connected from"),
				"the first and the last");
	}

	@Test
	void everyTabWorksHoweverManyThereAre() {
		Device device = dial("tabs-1");
		try {
			for (int i = 0; i < 8; i++) {
				browser.openTab("#/live");
				device.say("for tab " + i + "\n");
				browser.see("for tab " + i);
			}
		}
		finally {
			browser.closeTabs();
		}
		browser.go("#/live");
		device.say("for the first\n");
		browser.see("for the first");
	}

	@Test
	void comesBackWithTheServer(@TempDir Path data) {
		int port = FreePort.next();
		Browser other = browser.at(port);
		try (Wirepost before = Wirepost.startOn(data, "server.port=" + port, "wirepost.devices.there.tags=x")) {
			assertThat(before.api().get("/readyz").status()).isEqualTo(200);
			other.open("#/overview");
			other.find("link", "Devices");
		}
		other.go("#/devices/there");
		other.see("The console goes on trying.");
		try (Wirepost after = Wirepost.startOn(data, "server.port=" + port, "wirepost.devices.there.tags=x")) {
			assertThat(after.api().get("/readyz").status()).isEqualTo(200);
			other.find("region", "Timeline");
			other.see("Nothing was said yet.");
			assertThat(other.text()).doesNotContain("goes on trying");
		}
		// Browsers log that nobody listens.
		assertThat(other.complaints()).allMatch((one) -> one.contains("localhost:" + port));
	}

	@Test
	void doesTheMainJobByTheKeyboardAlone() {
		answering("keys-1");
		browser.open("#/devices");
		browser.find("link", "keys-1");
		browser.run("document.activeElement.blur()");
		reach("keys-1");
		browser.type(Keys.ENTER);
		browser.find("region", "Timeline");
		browser.find("textbox", "Message");
		reach("Message");
		browser.type("STATUS", Keys.ENTER);
		browser.see("ECHO STATUS");
		assertThat(browser.focused().getAccessibleName()).isEqualTo("Message");
	}

	/** Presses the tabulator until something of this name has the focus. */
	private void reach(String name) {
		for (int i = 0; i < 60; i++) {
			browser.type(Keys.TAB);
			if (browser.focused().getAccessibleName().equals(name)) {
				return;
			}
		}
		throw new AssertionError("The tabulator does not reach " + name);
	}

	@Test
	void showsKoreanAndBinaryAsTextAndAsHex() {
		Device device = dial("meter-1");
		device.say("온도 21.5\n");
		device.say(new byte[] { 1, 2, (byte) 0xff, 'A', '\n' });
		browser.go("#/devices/meter-1");
		browser.seeThat((text) -> text.contains("온도 21.5") && text.contains("\\x01") && text.contains("\\xff"),
				"Korean, and control characters");
		browser.find("button", "Hex").click();
		browser.seeThat((text) -> text.contains("ec 98 a8 eb 8f 84 20 32 31 2e 35") && text.contains("01 02 ff 41"),
				"both in hex");
	}

	@Test
	void leavesMarkupOfADeviceText() {
		Device device = dial("evil-1");
		device.say("<script>window.hacked = 1</script><img src=x onerror=\"window.hacked = 2\">\n");
		browser.go("#/devices/evil-1");
		browser.see("<script>window.hacked = 1</script>");
		browser.go("#/live");
		browser.see("<script>window.hacked = 1</script>");
		assertThat(browser.run("return window.hacked || document.querySelectorAll('main script, main img').length"))
			.isEqualTo(0L);
	}

	@Test
	void keepsASelectionInTheLiveTailWhileMessagesCome() {
		Device device = dial("tail-1").say("one\n");
		browser.go("#/live");
		browser.see("one");
		browser.run(
				"[...document.querySelectorAll('[role=option]')].find((row) => row.textContent.includes('one')).click()");
		browser.see("Close");
		for (int i = 0; i < 50; i++) {
			device.say("more " + i + "\n");
		}
		browser.see("more 49");
		assertThat(browser.find("region", "The chosen message").getText()).contains("one").doesNotContain("more");
		browser.find("button", "Pause").click();
		browser.see("Paused. 0 came since");
		device.say("while paused\n");
		browser.see("1 came since");
		assertThat(browser.text()).doesNotContain("while paused");
		browser.find("button", "Resume").click();
		browser.see("while paused");
	}

	@Test
	void triesBytesOnAProtocolAndShowsAFaultAtItsPlace() {
		browser.go("#/protocols/gt06");
		WebElement bytes = browser.find("textbox", "Bytes");
		browser.seeThat((text) -> text.matches("(?s).*\\b(\\d+) of \\1 hold.*"), "that all examples hold");
		bytes.sendKeys(LOGIN.substring(0, 8) + "\n" + LOGIN.substring(8));
		browser.find("button", "Try").click();
		browser.find("table", "Frames");
		browser.seeThat((text) -> text.contains("78 78 05 01 00 01 d9 dc 0d 0a") && text.contains("0123456789012345"),
				"the answer and the device");
		browser.run("""
				const area = document.getElementById('editor');
				area.value = area.value.replace('frame.u8(0) == 0x78 && frame.u8(3) == 0x01', "frame.u8(0) == 'x'");
				area.dispatchEvent(new Event('input'));""");
		browser.seeThat((text) -> text.contains("identify.when, line ") && text.contains("found no matching overload"),
				"the fault with its line");
		assertThat(browser.run("return document.querySelector('.caret').textContent").toString())
			.startsWith("frame.u8(0) == 'x'\n" + " ".repeat(12) + "^");
		// Browsers log a 400.
		assertThat(browser.complaints()).allMatch((one) -> one.contains("/api/protocols/try"));
	}

	/** Written in hex and as text, with answers that have the time. */
	@ParameterizedTest
	@ValueSource(strings = { "gt06", "mllp", "scpi", "stx-etx", "tk103" })
	void showsThatTheExamplesOfAShippedProtocolHold(String name) {
		browser.go("#/protocols/" + name);
		await().ignoreExceptions()
			.until(() -> browser.run("return document.getElementById('protocol').value").equals(name));
		browser.seeThat((text) -> text.matches("(?s).*\\b([1-9]\\d*) of \\1 hold.*"), "that all examples hold");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '~', textBlock = """
			78 78 0D 01             ^ 78780d01
			0x78, 0x79,0x0D         ^ 78790d
			78:79:0d                ^ 78790d
			78,79                   ^ 7879
			78780D                  ^ 78780d
			{ 0x78, 0x0d };         ^ 780d
			78 78|0D                ^ 7878 0d
			0000  78 78 0d 01 00 0a ^ 78780d01000a
			00000000: 7878 0d01 0a0d  xx....^ 78780d010a0d
			HELLO lamp-1            ^ 48454c4c4f206c616d702d31
			beef                    ^ 62656566
			\\x02HI\\x03            ^ 02484903
			""")
	@Tag(SCRIPT)
	void readsBytesHoweverTheyAreWritten(String written, String hex) {
		assertThat(browser.runAsync("""
				const [text, done] = arguments;
				Promise.all([import('./console/bytesbox.js'), import('./console/bytes.js')]).then(([box, bytes]) =>
					done(box.chunksOf(text, 'auto').value.map((one) => bytes.toHex(one)).join(' ')));""", written))
			.isEqualTo(hex);
	}

	/** As captures have them, and the server spoke first. */
	@Test
	@Tag(SCRIPT)
	void readsACaptureWhoseSegmentsCameInAnyOrderAndTwice() {
		byte[] capture = Capture.of(Capture.segment(true, 999, 0x02, ""), Capture.segment(false, 50, 0x18, "220 hello"),
				Capture.segment(true, 1003, 0x18, "DEF"), Capture.segment(true, 1000, 0x18, "ABC"),
				Capture.segment(true, 1002, 0x18, "CDEFG"), Capture.segment(true, 1000, 0x18, "ABC"));
		assertThat(browser.runAsync("""
				const [base64, done] = arguments;
				Promise.all([import('./console/pcap.js'), import('./console/bytes.js')]).then(([pcap, bytes]) => {
					const found = pcap.payloadOf(bytes.fromBase64(base64));
					done(new TextDecoder().decode(found.bytes) + ' from ' + found.from);
				});""", Base64.getEncoder().encodeToString(capture))).isEqualTo("ABCDEFG from 10.0.0.1:5000");
	}

	@Test
	void opensACaptureAndSavesTheProtocolThatReadsIt(@TempDir Path folder) throws IOException {
		try (Device tracker = wirepost.dial("trackers")) {
			tracker.say(HexFormat.of().parseHex(LOGIN.replace(" ", "")));
			await().until(() -> !wirepost.api().all("/api/messages?listener=trackers").isEmpty());
		}
		Path capture = Files.write(folder.resolve("login.pcapng"),
				wirepost.api().get("/api/messages/export?format=pcapng&listener=trackers&direction=inbound").bytes());
		browser.go("#/protocols/gt06");
		browser.find("textbox", "Bytes");
		WebElement file = (WebElement) browser.run("return document.getElementById('file')");
		file.sendKeys(capture.toAbsolutePath().toString());
		browser.find("button", "Try").click();
		browser.seeThat((text) -> text.contains("78 78 05 01 00 01 d9 dc 0d 0a"), "the answer to the captured login");
		WebElement name = browser.find("textbox", "Save as");
		name.clear();
		name.sendKeys("from-the-page");
		browser.find("button", "Save").click();
		await().until(() -> wirepost.api().get("/api/protocols/from-the-page").status() == 200);
		assertThat(wirepost.api().delete("/api/protocols/from-the-page").status()).isEqualTo(204);
	}

	@Test
	void pausesAndResumesAWebhook() {
		browser.find("link", "Deliveries").click();
		browser.find("button", "Pause").click();
		await().until(() -> wirepost.api().get("/api/webhooks").json().at("/items/0/paused").asBoolean());
		browser.find("button", "Resume").click();
		await().until(() -> !wirepost.api().get("/api/webhooks").json().at("/items/0/paused").asBoolean());
	}

	@Test
	void showsAndClearsDeadLettersAndSendsAgain() {
		dial("post-1").say("good\nbad\n");
		browser.find("link", "Deliveries").click();
		browser.see("1 dead letter");
		browser.see("422");
		browser.find("button", "Clear").click();
		browser.find("button", "Forget them").click();
		await().until(() -> wirepost.api().all("/api/webhooks/refusing/dead-letters").isEmpty());
		await().until(() -> !browser.text().contains("1 dead letter"));
		int before = RECEIVER.taken("/").size();
		browser.run("""
				const card = document.querySelector('[aria-label=refusing]');
				const from = card.querySelector('input[type=datetime-local]');
				from.value = '2020-01-01T00:00:00';
				from.dispatchEvent(new Event('input', {bubbles: true}));""");
		await().until(() -> browser.all("button", "Replay").stream().anyMatch(WebElement::isEnabled));
		browser.all("button", "Replay").stream().filter(WebElement::isEnabled).forEach(WebElement::click);
		browser.see("sent, done");
		assertThat(RECEIVER.taken("/").subList(before, RECEIVER.taken("/").size()))
			.anySatisfy((message) -> assertThat(message.get("text").asString()).isEqualTo("good"));
		browser.find("button", "Remove replay").click();
		browser.find("button", "Remove it").click();
		await().untilAsserted(() -> assertThat(browser.text()).doesNotContain("sent, done"));
	}

	@Test
	void showsRejectedBytesAtTheirOffset() {
		Device tracker = wirepost.dial("trackers");
		this.devices.add(tracker);
		tracker.say(HexFormat.of().parseHex(LOGIN.replace(" ", ""))).say(new byte[] { 0, 1, 2 });
		tracker.say(HexFormat.of().parseHex(LOGIN.replace(" ", "")));
		browser.go("#/listeners");
		browser.seeThat((text) -> text.contains("0012") && text.contains("00 01 02") && text.contains("garbage"),
				"the bytes, 18 behind the first");
	}

	@Test
	void tellsTheExactLinesWhereThereIsNoDevice() {
		try (Wirepost empty = Wirepost.start()) {
			Browser other = browser.at(empty.api().port());
			other.open("#/devices");
			other.see("nc 127.0.0.1 " + empty.port("default"));
			other.see("http://localhost:" + empty.api().port() + "/api/devices/");
			assertThat(other.complaints()).isEmpty();
		}
	}

	@Test
	void fitsAPhone() {
		answering("phone-1");
		browser.resize(360, 740);
		for (String page : List.of("#/overview", "#/devices", "#/devices/phone-1", "#/live", "#/listeners",
				"#/protocols", "#/deliveries")) {
			browser.open(page);
			browser.find("link", "Overview");
			await().until(() -> !browser.text().contains("Loading"));
			assertThat(browser.run("return document.documentElement.scrollWidth")).as(page).isEqualTo(360L);
			assertThat(browser.run("return [...document.querySelectorAll('main, .page, .card')].filter("
					+ "(one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.className)"))
				.as(page)
				.isEqualTo(List.of());
		}
	}

	@Test
	void hasNoViolationThatAxeFindsInEitherTheme() {
		Optional<String> axe = NpmPackage.file("axe-core", "4.10.3", "axe.min.js");
		Assumptions.assumeTrue(axe.isPresent(), "Skipped, as npm cannot fetch axe-core");
		answering("axe-1");
		wirepost.api().postJson("/api/devices/axe-1/messages", "{\"text\":\"HI\",\"awaitReply\":\"10s\"}");
		Map<String, String> shown = Map.of("#/overview", "Connections", "#/devices", "axe-1", "#/devices/axe-1",
				"ECHO HI", "#/live", "Both ways", "#/listeners", "trackers", "#/protocols", "Definition",
				"#/deliveries", "replied");
		for (String theme : List.of("light", "dark")) {
			browser.prefer(theme);
			shown.forEach((page, text) -> {
				browser.open(page);
				browser.see(text);
				browser.run(axe.get());
				assertThat(browser.runAsync(
						"""
								const done = arguments[0];
								axe.run({resultTypes: ['violations']}).then((found) => done(found.violations.map((one) =>
									one.id + ': ' + one.nodes.map((node) => node.html + ' ' + node.failureSummary).join('; '))));"""))
					.as(page + " " + theme)
					.isEqualTo(List.of());
			});
		}
		browser.prefer("light");
	}

}
