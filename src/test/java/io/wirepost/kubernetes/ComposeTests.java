package io.wirepost.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.EnvVar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Replicas on a laptop: {@code config/compose.yaml} and the balancer in front of them.
 */
class ComposeTests {

	private static final JsonMapper STRICT = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private static final String HASH = "0123456789abcdef".repeat(4);

	private final Compose compose = read();

	private final String balancer = Files.readString(Path.of("config", "haproxy.cfg"));

	ComposeTests() throws IOException {
	}

	private static Compose read() throws IOException {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		String yaml = Files.readString(Path.of("config", "compose.yaml")).replaceAll("\\$\\{SHA256:\\?[^}]+}", HASH);
		return STRICT.convertValue(new Yaml(new SafeConstructor(options)).load(yaml), Compose.class);
	}

	private Map<String, Service> replicas() {
		Map<String, Service> replicas = new TreeMap<>(this.compose.services());
		replicas.keySet().removeIf((name) -> !name.startsWith("wirepost-"));
		assertThat(replicas).hasSize(3);
		return replicas;
	}

	@Test
	void everyVariableOfAReplicaNamesASettingThatIsTaken(@TempDir Path work) throws IOException {
		Path none = Files.writeString(work.resolve("application.yaml"), "{}");
		Set<String> known = ContainerSettings.knownVariables();
		for (Map.Entry<String, Service> replica : replicas().entrySet()) {
			Map<String, String> variables = replica.getValue().environment();
			assertThat(variables.keySet()).allSatisfy((name) -> assertThat(known)
				.anyMatch((each) -> each.endsWith("_") ? name.startsWith(each) : name.equals(each)));
			ContainerSettings settings = settings(none, variables);
			assertThat(settings.cluster().enabled()).isTrue();
			assertThat(settings.cluster().id()).isEqualTo(replica.getKey());
			assertThat(settings.cluster().address()).isEqualTo(replica.getKey() + ":8081");
			assertThat(settings.journal().engine()).isEqualTo("postgres");
			assertThat(settings.tokens()).containsKey("operator");
			assertThat(settings.database()).endsWith("//postgres/" + postgres().get("POSTGRES_DB"));
			assertThat(variables).containsEntry("SPRING_DATASOURCE_USERNAME", postgres().get("POSTGRES_USER"))
				.containsEntry("SPRING_DATASOURCE_PASSWORD", postgres().get("POSTGRES_PASSWORD"));
			// Those that pass an address on are believed in the network of the
			// containers.
			assertThat(settings.listeners().get("default").proxyProtocol()).isNotNull();
			assertThat(variables).containsEntry("WIREPOST_LISTENERS_DEFAULT_PROXYPROTOCOL_FROM_0", subnet());
		}
	}

	private static ContainerSettings settings(Path file, Map<String, String> variables) throws IOException {
		List<EnvVar> all = variables.entrySet()
			.stream()
			.map((one) -> new EnvVar(one.getKey(), one.getValue(), null))
			.toList();
		return ContainerSettings.of(file, all);
	}

	private Map<String, String> postgres() {
		return this.compose.services().get("postgres").environment();
	}

	private String subnet() {
		return this.compose.networks().at("/default/ipam/config/0/subnet").asText();
	}

	@Test
	void replicasDifferInTheirNamesOnlyAndHaveTimeToDrain(@TempDir Path work) throws IOException {
		Path none = Files.writeString(work.resolve("application.yaml"), "{}");
		for (Service replica : replicas().values()) {
			assertThat(replica.build()).isEqualTo("..");
			assertThat(replica.restart()).isEqualTo("unless-stopped");
			ContainerSettings settings = settings(none, replica.environment());
			assertThat(Duration.parse("PT" + replica.grace().toUpperCase(Locale.ROOT)))
				.isGreaterThan(ClusterManifestsTests.stopTakes(settings));
		}
	}

	@Test
	void theBalancerHasEveryReplicaForDevicesAndForCallers() {
		for (String replica : replicas().keySet()) {
			assertThat(Pattern.compile("server %s %s:(\\d+)".formatted(replica, replica))
				.matcher(this.balancer)
				.results()
				.map((found) -> found.group(1))).containsExactly("7070", "8080");
		}
		assertThat(this.balancer).contains("option httpchk GET /readyz");
		assertThat(this.compose.services().get("haproxy").ports())
			.allSatisfy((port) -> assertThat(port).startsWith("127.0.0.1:"))
			.containsExactlyInAnyOrder("127.0.0.1:8080:8080", "127.0.0.1:7070:7070");
	}

	@Test
	void theBalancerTakesItsConfiguration() throws IOException, InterruptedException {
		Path program = Path.of("/usr/sbin/haproxy");
		assumeThat(program).as("HAProxy is not installed").exists();
		Process check = new ProcessBuilder(program.toString(), "-c", "-f", "config/haproxy.cfg").inheritIO().start();
		assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(check.exitValue()).isZero();
	}

	record Compose(String name, Map<String, Service> services, JsonNode networks,
			@JsonProperty("x-replica") JsonNode replica, @JsonProperty("x-settings") JsonNode settings) {
	}

	record Service(String build, String image, String restart, @JsonProperty("depends_on") JsonNode needs,
			@JsonProperty("stop_grace_period") String grace, @JsonProperty("mem_limit") String memory,
			@JsonProperty("read_only") boolean readOnly, List<String> tmpfs, Map<String, String> environment,
			JsonNode healthcheck, List<String> ports, List<String> volumes) {
	}

}
