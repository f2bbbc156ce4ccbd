package io.wirepost.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The console where tokens are configured. */
class SignInTests {

	private static Wirepost wirepost;

	private static Browser browser;

	private static Device device;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.default.port=0",
				"wirepost.listeners.default.identify.by=first-frame",
				"wirepost.listeners.default.identify.pattern=^HELLO (?<id>\\S+)",
				"wirepost.security.tokens.boss.sha256=" + sha256("boss-token"),
				"wirepost.security.tokens.boss.scopes=admin",
				"wirepost.security.tokens.reader.sha256=" + sha256("reader-token"),
				"wirepost.security.tokens.reader.scopes=read",
				"wirepost.security.tokens.boilers.sha256=" + sha256("boilers-token"),
				"wirepost.security.tokens.boilers.scopes=read,send",
				"wirepost.security.tokens.boilers.devices=boiler-*");
		browser = Browser.start(wirepost.api().port());
		device = wirepost.dial("default").say("HELLO boiler-1\n");
		await().until(() -> wirepost.api().withToken("boss-token").get("/api/devices/boiler-1").status() == 200);
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
			device.close();
		}
		wirepost.close();
	}

	private static String sha256(String token) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@BeforeEach
	void open() {
		browser.open("");
		browser.find("textbox", "Token");
		assertThat(browser.complaints()).isEmpty();
	}

	private static void signIn(String token) {
		browser.find("textbox", "Token").clear();
		browser.find("textbox", "Token").sendKeys(token);
		browser.find("button", "Sign in").click();
	}

	@Test
	void asksForATokenAndKeepsItInMemoryOnly() {
		assertThat(browser.all("link", "Devices")).isEmpty();
		signIn("wrong");
		browser.see("This token is unknown, or has expired.");
		// Browsers log a 401.
		assertThat(browser.complaints()).hasSize(1);
		signIn("boss-token");
		browser.find("link", "Devices").click();
		browser.find("link", "boiler-1");
		assertThat(browser.run("return JSON.stringify([localStorage, sessionStorage, document.cookie])"))
			.isEqualTo("[{},{},\"\"]");
		assertThat(browser.complaints()).isEmpty();
		browser.open("#/devices");
		browser.find("textbox", "Token");
	}

	@Test
	void followsTheStreamWithTheToken() {
		signIn("boss-token");
		browser.find("link", "Live").click();
		browser.see("a second");
		device.say("over the stream\n");
		browser.see("over the stream");
	}

	@Test
	void saysWhyAReaderMayNotSend() {
		signIn("reader-token");
		browser.find("link", "Devices").click();
		browser.find("link", "boiler-1").click();
		browser.see("Needs the scope send; your token has read.");
		assertThat(browser.find("button", "Send").isEnabled()).isFalse();
		browser.find("link", "Protocols").click();
		browser.see("Needs the scope admin; your token has read. You can read protocols, but not try them.");
		browser.find("link", "Deliveries").click();
		browser.find("heading", "Deliveries");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void offersTheDevicesOfALimitedTokenByName() {
		signIn("boilers-token");
		browser.find("link", "Devices").click();
		browser.see("Your token is limited to the devices boiler-*");
		browser.find("searchbox", "Device").sendKeys("boiler-1");
		browser.find("button", "Open").click();
		browser.find("region", "Timeline");
		browser.find("textbox", "Message");
		for (String page : new String[] { "Overview", "Live", "Listeners", "Protocols", "Deliveries" }) {
			browser.find("link", page).click();
			browser.find("heading", page);
		}
		assertThat(browser.complaints()).isEmpty();
	}

}
