package io.wirepost.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.wirepost.harness.Api;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Polls over HTTP: what is taken, refused and shown, and for whom. */
class PollApiTests {

	private static final String POLL = "{\"devices\":\"*\",\"every\":\"1h\",\"send\":{\"text\":\"A\"}}";

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start(token("reader", "sha256", hash("r")), token("reader", "scopes", "read"),
				token("sender", "sha256", hash("s")), token("sender", "scopes", "send"),
				token("boss", "sha256", hash("a")), token("boss", "scopes", "admin"),
				token("boilers", "sha256", hash("b")), token("boilers", "scopes", "admin"),
				token("boilers", "devices", "boiler-*"), "wirepost.listeners.default.port=0");
		api = wirepost.api().withToken("a");
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static String token(String name, String setting, String value) {
		return "wirepost.security.tokens." + name + "." + setting + "=" + value;
	}

	private static String hash(String token) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', value = { "{} | devices | set one of devices and tag",
			"{} | every | set how often it is sent, such as 30s", "{} | send | set one of text, hex and base64",
			"{'devices':'*','tag':'a'} | devices | set one of devices and tag",
			"{'devices':'a b'} | devices | 'a b' is not 1 to 128 of A-Z a-z 0-9 . _ : - *",
			"{'devices':'*a*b*c*'} | devices | '*a*b*c*' has more than 3 *",
			"{'tag':'a b'} | tag | 'a b' is not 1 to 64 of A-Z a-z 0-9 . _ : -",
			"{'every':'soon'} | every | 'soon' is not a duration such as 500ms, 30s, 10m or PT30S",
			"{'every':'50ms'} | every | 0.05s is not 100ms to 1d", "{'every':'2d'} | every | 48h is not 100ms to 1d",
			"{'every':'1s','jitter':'1s'} | jitter | 1s is not zero or more, and less than every",
			"{'every':'1s','jitter':'-1s'} | jitter | -1s is not zero or more, and less than every",
			"{'awaitReply':'0s'} | awaitReply | 0s is not 1ms to 5m",
			"{'awaitReply':'6m'} | awaitReply | 6m is not 1ms to 5m",
			"{'send':'A'} | send | this has one value, but needs settings below it",
			"{'send':{'text':'A','hex':'41'}} | send | set one of text, hex and base64",
			"{'send':{'hex':'4'}} | send | '4' is not hex; write two digits for each byte, such as 78 78 0D",
			"{'send':{'base64':'!'}} | send | '!' is not Base64",
			"{'often':'1s'} | often | there is no such setting; known here: devices, tag, every, jitter, send, await-reply" })
	void whatIsWrongIsSaid(String body, String field, String sentence) {
		Api.Answer answer = api.putJson("/api/polls/wrong", body.replace('\'', '"'));
		assertThat(answer.status()).as(answer.body()).isEqualTo(400);
		assertThat(answer.json().get("errors")).filteredOn((error) -> error.get("field").asString().equals(field))
			.as(answer.body())
			.singleElement()
			.satisfies((error) -> assertThat(error.get("message").asString().replace('"', '\'')).isEqualTo(sentence));
		assertThat(api.get("/api/polls/wrong").problem()).isEqualTo("poll-unknown");
	}

	@Test
	void aNameThatCannotBeIsRefused() {
		Api.Answer answer = api.putJson("/api/polls/a%20b", POLL);
		assertThat(answer.json().get("detail").asString())
			.isEqualTo("the name 'a b' is not 1 to 64 of A-Z a-z 0-9 . _ -");
		assertThat(api.delete("/api/polls/nobody").status()).isEqualTo(404);
	}

	@Test
	void aTextThatNoCharsetHasIsRefused() {
		Api.Answer answer = api.putJson("/api/polls/wrong", POLL.replace("\"A\"", "\"\\ud800\""));
		assertThat(answer.status()).as(answer.body()).isEqualTo(400);
		assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("send");
	}

	@Test
	void isCreatedReplacedAndRemovedAndItsMetersGoWithIt() {
		Api.Answer created = api.putJson("/api/polls/p", POLL);
		assertThat(created.status()).as(created.body()).isEqualTo(201);
		JsonNode poll = created.json();
		assertThat(poll.get("every").asString()).isEqualTo("PT1H");
		assertThat(poll.get("jitter").asString()).isEqualTo("PT6M");
		assertThat(poll.get("tag").isNull()).isTrue();
		assertThat(api.putJson("/api/polls/p", POLL).status()).isEqualTo(200);
		Api.Answer replaced = api.putJson("/api/polls/p", POLL.replace("1h", "PT2H"));
		assertThat(replaced.status()).isEqualTo(200);
		assertThat(api.get("/api/polls/p").json().get("every").asString()).isEqualTo("PT2H");
		assertThat(api.get("/actuator/prometheus").body())
			.contains("wirepost_polls_total{outcome=\"sent\",poll=\"p\"}");
		assertThat(api.delete("/api/polls/p").status()).isEqualTo(204);
		assertThat(api.get("/api/polls/p").status()).isEqualTo(404);
		assertThat(api.get("/actuator/prometheus").body()).doesNotContain("poll=\"p\"");
	}

	@Test
	void onlyWhoMaySeeAndChangeAllDevicesSeesAndChangesPolls() {
		Api all = wirepost.api();
		assertThat(all.get("/api/polls").status()).isEqualTo(401);
		assertThat(all.withToken("r").get("/api/polls").status()).isEqualTo(200);
		assertThat(all.withToken("s").get("/api/polls").status()).isEqualTo(403);
		assertThat(all.withToken("b").get("/api/polls").status()).isEqualTo(403);
		assertThat(all.withToken("b").get("/api/polls?device=boiler-7").status()).isEqualTo(403);
		for (String token : new String[] { "r", "s", "b" }) {
			assertThat(all.withToken(token).putJson("/api/polls/mine", POLL).status()).isEqualTo(403);
			assertThat(all.withToken(token).delete("/api/polls/mine").status()).isEqualTo(403);
		}
	}

	@Test
	void aPollOfTheConfigurationThatCannotBeUsedPreventsTheStart() {
		assertThatThrownBy(() -> Wirepost.start("wirepost.polls.a.every=1s", "wirepost.polls.a.send.hex=4"))
			.hasStackTraceContaining("wirepost.polls.a.devices: set one of devices and tag")
			.hasStackTraceContaining("wirepost.polls.a.send: '4' is not hex");
	}

}
