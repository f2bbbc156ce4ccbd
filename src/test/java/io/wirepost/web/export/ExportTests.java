package io.wirepost.web.export;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

class ExportTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static Wirepost wirepost;

	/** Two devices, one of which answers a request; more messages than a page has. */
	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.default.port=0",
				"wirepost.listeners.default.identify.by=first-frame",
				"wirepost.listeners.default.identify.pattern=^I AM (?<id>.+)$",
				"wirepost.listeners.default.identify.consume=true");
		try (Device chatty = wirepost.dial("default"); Device answering = wirepost.dial("default")) {
			chatty.say("I AM chatty\n=1+1,\"quoted\"\n김치 à la carte\n");
			for (int line = 0; line < 450; line++) {
				chatty.say("line " + line + "\n");
			}
			answering.say("I AM answering\n");
			await().until(() -> wirepost.api().get("/api/devices/answering").status() == 200);
			var reply = wirepost.api()
				.postJsonLater("/api/devices/answering/messages", "{\"text\":\"PING\",\"awaitReply\":\"30s\"}");
			assertThat(answering.hear()).isEqualTo("PING");
			answering.say("PONG\n");
			assertThat(reply.join().status()).isEqualTo(200);
			await().until(() -> wirepost.api().all("/api/messages?device=chatty").size() == 452);
		}
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static Api.Answer export(String query) {
		return wirepost.api().get("/api/messages/export?" + query);
	}

	@Test
	void ndjsonHasEveryMessageOnceOldestFirst() {
		Api.Answer answer = export("format=ndjson&device=chatty");
		assertThat(answer.header("Content-Type")).contains("application/x-ndjson");
		assertThat(answer.header("Content-Disposition")).contains("attachment; filename=\"messages.ndjson\"");
		List<JsonNode> lines = answer.body().lines().map(JSON::readTree).toList();
		List<JsonNode> listed = wirepost.api().all("/api/messages?device=chatty&order=asc");
		assertThat(lines).isEqualTo(listed);
	}

	@Test
	void csvQuotesWhatHasToBeAndDisarmsFormulas() {
		List<String> lines = export("format=csv&device=chatty").body().lines().toList();
		assertThat(lines).hasSize(453);
		assertThat(lines.get(0)).isEqualTo("id,receivedAt,deviceId,direction,listener,connectionId,remoteAddress,kind,"
				+ "size,text,base64,answer,deliveryId,fields");
		assertThat(lines.get(1)).contains(",\"'=1+1,\"\"quoted\"\"\","
				+ Base64.getEncoder().encodeToString("=1+1,\"quoted\"".getBytes(StandardCharsets.UTF_8)) + ",");
		assertThat(lines.get(2)).contains(",김치 à la carte,");
	}

	@Test
	void filtersHoldAsInLists() {
		assertThat(export("direction=outbound").body().lines()).singleElement()
			.satisfies((line) -> assertThat(line).contains("\"text\":\"PING\""));
		assertThat(export("to=2020-01-01T00:00:00Z").body()).isEmpty();
	}

	@Test
	void anUnknownFormatIsToldWithTheKnownOnes() {
		Api.Answer answer = export("format=xml&device=a%20b");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body()).contains("'xml' is not ndjson, csv or pcapng").contains("\"field\":\"device\"");
	}

	@Test
	void headHasTheHeadersAndNoBody() {
		Api.Answer answer = wirepost.api().send("HEAD", "/api/messages/export?format=csv", null, null);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Disposition")).isPresent();
		assertThat(answer.bytes()).isEmpty();
	}

	@Test
	void tsharkFollowsAConnectionAsAStream(@TempDir Path work) throws IOException, InterruptedException {
		assumeThat(isOnPath("tshark")).as("tshark is not on the PATH").isTrue();
		Path file = Files.write(work.resolve("messages.pcapng"), export("format=pcapng").bytes());
		String streams = tshark(work, "-r", file.toString(), "-T", "fields", "-e", "tcp.stream", "-e",
				"_ws.expert.message");
		assertThat(streams.lines().map((line) -> line.split("\t")[0]).distinct().toList())
			.containsExactlyInAnyOrder("0", "1");
		assertThat(streams).doesNotContain("Malformed", "Retransmission", "Previous segment", "Out-Of-Order");
		String checked = tshark(work, "-r", file.toString(), "-o", "tcp.check_checksum:TRUE", "-o",
				"ip.check_checksum:TRUE", "-Y", "tcp.checksum.status == \"Bad\" || ip.checksum.status == \"Bad\"");
		assertThat(checked).isBlank();
		String followed = tshark(work, "-q", "-r", file.toString(), "-z", "follow,tcp,ascii,0")
				+ tshark(work, "-q", "-r", file.toString(), "-z", "follow,tcp,ascii,1");
		assertThat(followed).containsSubsequence("line 0", "line 1", "line 449").contains("PING", "PONG");
		assertThat(tshark(work, "-r", file.toString(), "-Y", "frame.comment contains \"of answering\"").lines())
			.hasSize(2);
	}

	private static boolean isOnPath(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((path) -> Files.isExecutable(Path.of(path, program)));
	}

	private static String tshark(Path work, String... arguments) throws IOException, InterruptedException {
		Path output = Files.createTempFile(work, "tshark", ".txt");
		List<String> command = new java.util.ArrayList<>(List.of("tshark"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectOutput(output.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		return Files.readString(output);
	}

}
