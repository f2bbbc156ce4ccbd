package io.wirepost.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How the console's files are served. */
class PageFilesTests {

	private static final Path FILES = Path.of("src/main/resources/console");

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static Wirepost wirepost;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private static HttpResponse<byte[]> get(String path, String... headers) {
		try {
			HttpRequest.Builder request = HttpRequest
				.newBuilder(URI.create("http://localhost:%d%s".formatted(wirepost.api().port(), path)))
				.header("Accept-Encoding", "gzip");
			if (headers.length > 0) {
				request.headers(headers);
			}
			return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String header(HttpResponse<byte[]> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

	private static String text(HttpResponse<byte[]> response) throws IOException {
		byte[] body = response.body();
		return header(response, "Content-Encoding").equals("gzip")
				? new String(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()) : new String(body);
	}

	@Test
	void forbidsWhateverIsNotThePagesOwn() {
		for (String path : List.of("/", "/console/app.js", "/console/lib/pico.css", "/console/none.js")) {
			HttpResponse<byte[]> response = get(path);
			assertThat(header(response, "Content-Security-Policy")).as(path)
				.startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
				.contains("frame-ancestors 'none'")
				.doesNotContain("unsafe");
			assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
			assertThat(header(response, "Referrer-Policy")).isEqualTo("no-referrer");
		}
	}

	@Test
	void answersUnchangedFilesWithoutSendingThemAgain() {
		for (String path : List.of("/", "/console/app.css", "/console/lib/uplot.js")) {
			HttpResponse<byte[]> first = get(path);
			assertThat(first.statusCode()).as(path).isEqualTo(200);
			assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
			assertThat(get(path, "If-None-Match", header(first, "ETag")).statusCode()).as(path).isEqualTo(304);
		}
	}

	@Test
	void servesNothingElseOfTheWebjars() {
		for (String path : List.of("/console/lib/", "/console/lib/preact/10.28.0/package.json",
				"/console/lib/..%2fapplication.yaml", "/console/%2e%2e/application.yaml", "/console/lib/none.js")) {
			assertThat(get(path).statusCode()).as(path).isBetween(400, 404);
		}
	}

	/** All that the page can load, so more than its first view. */
	@Test
	void weighsNoMoreThan200KilobytesCompressed() throws IOException {
		TreeSet<String> paths = new TreeSet<>(List.of("/"));
		for (Library library : Library.values()) {
			paths.add("/console/lib/" + library.name().toLowerCase(java.util.Locale.ROOT).replace("_style", "")
					+ (library.path().endsWith("css") ? ".css" : ".js"));
		}
		try (Stream<Path> files = Files.list(FILES)) {
			files.map((file) -> "/console/" + file.getFileName()).forEach(paths::add);
		}
		int total = 0;
		for (String path : paths) {
			HttpResponse<byte[]> response = get(path);
			assertThat(response.statusCode()).as(path).isEqualTo(200);
			total += response.body().length;
		}
		assertThat(total).isLessThan(200_000);
	}

	@Test
	void hasNoScriptOrStyleInThePageAndLoadsNothingFromElsewhere() throws IOException {
		String page = text(get("/"));
		assertThat(page).doesNotContain("<style")
			.doesNotContain("style=")
			.doesNotContain("onload")
			.doesNotContain("//");
		Matcher references = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page);
		while (references.find()) {
			assertThat(get("/" + references.group(1)).statusCode()).as(references.group(1)).isEqualTo(200);
		}
	}

	@Test
	void keepsModulesSmallAndMakesNoMarkupOfText() throws IOException {
		try (Stream<Path> files = Files.list(FILES)) {
			for (Path file : files.filter((one) -> one.toString().endsWith(".js")).toList()) {
				String code = Files.readString(file);
				assertThat(code.lines().count()).as(file.toString()).isLessThan(300);
				assertThat(code).as(file.toString())
					.doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "localStorage",
							"sessionStorage", "eval(");
			}
		}
	}

}
