package io.wirepost.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.wirepost.harness.Api;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code java -jar wirepost.jar token}. */
class TokenCommandTests {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private String run(int code, String... args) {
		this.bytes.reset();
		ByteArrayOutputStream other = new ByteArrayOutputStream();
		PrintStream right = new PrintStream(this.bytes, true, StandardCharsets.UTF_8);
		PrintStream wrong = new PrintStream(other, true, StandardCharsets.UTF_8);
		assertThat(TokenCommand.run(List.of(args), (code == 0) ? right : wrong, (code == 0) ? wrong : right))
			.isEqualTo(code);
		assertThat(other.size()).as("bytes where no one looks for them").isZero();
		return this.bytes.toString(StandardCharsets.UTF_8).replace("\r", "");
	}

	private static String token(String output) {
		return output.lines().filter((line) -> line.startsWith("  ")).findFirst().orElseThrow().strip();
	}

	@Test
	void whatItPrintsIsATokenAndTheSettingsThatKnowIt(@TempDir Path folder) throws IOException {
		String output = run(0, "--name", "orders", "--scopes", "read", "--devices=boiler-*", "--expires", "2999-01-01",
				"--rate", "2/m");
		String token = token(output);
		Path settings = Files.writeString(folder.resolve("token.yaml"), output.substring(output.indexOf("wirepost:")));
		assertThat(output.substring(output.indexOf("wirepost:"))).doesNotContain(token);
		try (Wirepost wirepost = Wirepost.start("spring.config.additional-location=file:" + settings,
				"wirepost.listeners.default.port=0")) {
			Api.Answer me = wirepost.api().withToken(token).get("/api/me");
			assertThat(me.json().toString())
				.isEqualTo("{\"name\":\"orders\",\"scopes\":[\"read\"],\"devices\":\"boiler-*\","
						+ "\"expiresAt\":\"2999-01-01T00:00:00Z\",\"open\":false}");
			wirepost.api().withToken(token).get("/api/me");
			assertThat(wirepost.api().withToken(token).get("/api/me").status()).isEqualTo(429);
		}
	}

	@Test
	void eachTokenIsAnotherOf256Bits() {
		String one = token(run(0));
		assertThat(one).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(token(run(0)));
	}

	@Test
	void helpTellsTheOptions() {
		assertThat(run(0, "--help")).contains("--name", "--scopes", "--devices", "--expires").doesNotContain("sha256");
	}

	@ParameterizedTest
	@CsvSource({ "--colour,blue,is not an option", "--scopes,'read,write',is not one of read",
			"--scopes,'',is not one of read", "--name,'a: b',is not 1 to 64", "--devices,a b,is not a pattern",
			"--expires,soon,is neither a day", "--expires,2020-01-01,is in the past", "--expires,,needs a value",
			"orders,,is not an option", "--rate,often,rate" })
	void badArgumentsAreExitCode2WithAReason(String option, String value, String reason) {
		String output = (value != null) ? run(2, option, value) : run(2, option);
		assertThat(output).contains(reason, "Usage:").doesNotContain("sha256:");
	}

	@Test
	void anOpenServiceTellsThatTheCallerIsLocal() {
		try (Wirepost wirepost = Wirepost.start()) {
			assertThat(wirepost.api().get("/api/me").json().toString())
				.isEqualTo("{\"name\":\"local\",\"scopes\":[\"read\",\"send\",\"admin\"],\"devices\":\"*\","
						+ "\"expiresAt\":null,\"open\":true}");
		}
	}

}
