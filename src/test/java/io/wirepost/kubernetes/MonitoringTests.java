package io.wirepost.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.wirepost.harness.FreePort;
import io.wirepost.harness.Postgres;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The alerts, the dashboard and the network policy name what there is. */
class MonitoringTests {

	private static final Path DIRECTORY = Path.of("config", "kubernetes", "monitoring");

	private static final Pattern METRIC = Pattern
		.compile("\\b(?:wirepost|http_server|jvm|process|system|disk|tomcat|executor)_[a-z0-9_]+");

	private static Set<String> metrics;

	/**
	 * With all that has figures of its own: a webhook, and a topic whose broker is away.
	 */
	@BeforeAll
	static void readTheMetrics() {
		try (Wirepost wirepost = Wirepost.start("wirepost.webhooks.there.url=http://127.0.0.1:1/",
				"wirepost.topic.name=messages", "spring.kafka.bootstrap-servers=127.0.0.1:1")) {
			wirepost.api().get("/api/listeners");
			metrics = named(wirepost);
		}
		metrics.addAll(metricsOfReplicas());
	}

	/** Of two of them, one of which has asked the other. */
	private static Set<String> metricsOfReplicas() {
		String url = Postgres.newUrl();
		Wirepost other = replica(url);
		try (Wirepost one = replica(url)) {
			await().untilAsserted(() -> {
				// Lists ask every replica that is known, so this has to be repeated until
				// the other is.
				one.api().get("/api/connections");
				assertThat(named(one)).contains("wirepost_replica_hops_seconds_count");
			});
			return named(one);
		}
		finally {
			other.close();
		}
	}

	private static Wirepost replica(String url) {
		return Wirepost.start("wirepost.cluster.enabled=true", "wirepost.cluster.address=127.0.0.1:" + FreePort.next(),
				"wirepost.cluster.secret=all of the replicas know this", "wirepost.journal.engine=postgres",
				"spring.datasource.url=" + url, "spring.datasource.hikari.maximum-pool-size=4",
				"wirepost.webhooks.there.url=http://127.0.0.1:1/");
	}

	private static Set<String> named(Wirepost wirepost) {
		return wirepost.api()
			.get("/actuator/prometheus")
			.body()
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.split("[{ ]", 2)[0])
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@AfterAll
	static void forgetThem() {
		metrics = null;
	}

	@Test
	void everyMetricOfTheDashboardExists() throws IOException {
		List<String> expressions = new ArrayList<>();
		JsonNode dashboard = new JsonMapper().readTree(Path.of("config", "grafana", "wirepost.json").toFile());
		for (JsonNode panel : dashboard.path("panels")) {
			panel.path("targets").forEach((target) -> expressions.add(target.path("expr").asText()));
		}
		dashboard.at("/templating/list").forEach((variable) -> expressions.add(variable.path("query").asText()));
		assertThat(expressions).hasSizeGreaterThan(30);
		assertThat(named(expressions)).hasSizeGreaterThan(20).isSubsetOf(metrics);
	}

	@Test
	void everyMetricOfTheAlertsExistsAndEveryAlertSaysWhatToDo() throws IOException {
		List<MonitoringObject.Rule> rules = monitoring("PrometheusRule").spec(MonitoringObject.Rules.class)
			.groups()
			.stream()
			.flatMap((group) -> group.rules().stream())
			.toList();
		assertThat(named(rules.stream().map(MonitoringObject.Rule::expr).toList())).hasSizeGreaterThan(8)
			.isSubsetOf(metrics);
		assertThat(rules).allSatisfy((rule) -> {
			assertThat(rule.labels().get("severity")).isIn("critical", "warning");
			assertThat(rule.annotations()).containsOnlyKeys("summary", "action");
		}).extracting(MonitoringObject.Rule::alert).doesNotHaveDuplicates();
		assertThat(Files.readString(Path.of("docs", "operations.md")))
			.contains(rules.stream().map((rule) -> "| `%s` |".formatted(rule.alert())).toList());
	}

	@Test
	void prometheusFindsTheManagementPortAndHasATokenThatMayOnlyRead() throws IOException {
		MonitoringObject.Monitor monitor = monitoring("ServiceMonitor").spec(MonitoringObject.Monitor.class);
		Manifests base = manifests(Kustomization.BASE);
		List<Service> services = base.all(Service.class)
			.stream()
			.filter((service) -> service.getMetadata()
				.getLabels()
				.entrySet()
				.containsAll(monitor.selector().getMatchLabels().entrySet()))
			.toList();
		MonitoringObject.Endpoint endpoint = monitor.endpoints().get(0);
		assertThat(services).singleElement()
			.satisfies((service) -> assertThat(service.getSpec().getPorts())
				.anyMatch((port) -> port.getName().equals(endpoint.port())));
		assertThat(endpoint.path()).isEqualTo("/actuator/prometheus");
		List<EnvVar> variables = manifests(DIRECTORY).statefulSet()
			.getSpec()
			.getTemplate()
			.getSpec()
			.getContainers()
			.get(0)
			.getEnv();
		assertThat(variables).extracting(EnvVar::getName)
			.containsExactly("WIREPOST_SECURITY_TOKENS_PROMETHEUS_SHA256",
					"WIREPOST_SECURITY_TOKENS_PROMETHEUS_SCOPES_0");
		assertThat(variables.get(1).getValue()).isEqualTo("read");
		assertThat(variables.get(0).getValueFrom().getSecretKeyRef().getName())
			.isEqualTo(endpoint.authorization().get("credentials").getName());
	}

	@Test
	void theNetworkPolicyNamesPortsThatThereAreAndKeepsThePodFromMetadata() throws IOException {
		Manifests base = manifests(Kustomization.BASE);
		NetworkPolicy policy = base.one(NetworkPolicy.class, "wirepost");
		PodSpec pod = base.statefulSet().getSpec().getTemplate().getSpec();
		assertThat(base.statefulSet().getSpec().getTemplate().getMetadata().getLabels())
			.containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
		assertThat(policy.getSpec()
			.getIngress()
			.stream()
			.flatMap((rule) -> rule.getPorts().stream())
			.map(NetworkPolicyPort::getPort)
			.map((port) -> port.getStrVal())
			.toList()).containsExactlyInAnyOrderElementsOf(
					pod.getContainers().get(0).getPorts().stream().map((port) -> port.getName()).toList());
		assertThat(policy.getSpec().getEgress()).flatExtracting((rule) -> rule.getTo())
			.filteredOn((peer) -> peer.getIpBlock() != null)
			.filteredOn((peer) -> peer.getIpBlock().getCidr().endsWith("/0"))
			.flatExtracting((peer) -> peer.getIpBlock().getExcept())
			.containsExactlyInAnyOrderElementsOf(keptFrom());
	}

	/**
	 * What Wirepost itself does not dial unless it is named: the networks of link-local
	 * and metadata addresses, without those that lie in another.
	 */
	private static List<String> keptFrom() throws IOException {
		String ranges = Files.readString(Path.of("src/main/java/io/wirepost/network/SpecialRange.java"));
		String named = ranges.substring(ranges.indexOf("LINK_LOCAL("), ranges.indexOf("/** Many at once."));
		return Pattern.compile("\"([0-9a-f.:]+/\\d+)\"")
			.matcher(named)
			.results()
			.map((result) -> result.group(1))
			.filter((network) -> !network.startsWith("169.254.1"))
			.toList();
	}

	@Test
	void kubectlRendersBothComponents(@TempDir Path work) throws IOException, InterruptedException {
		Path kustomizations = Files.createDirectory(work.resolve("kubernetes"));
		for (Path file : Files.walk(Path.of("config", "kubernetes")).filter(Files::isRegularFile).toList()) {
			Path copy = kustomizations.resolve(Path.of("config", "kubernetes").relativize(file).toString());
			Files.createDirectories(copy.getParent());
			Files.copy(file, copy);
		}
		Path overlay = Files.createDirectory(kustomizations.resolve("overlay"));
		Files.writeString(overlay.resolve("kustomization.yaml"),
				"resources: [../single]\ncomponents: [../monitoring, ../tls]\n");
		String rendered = Kustomization.render(overlay, work).orElse(null);
		assumeThat(rendered).as("kubectl is not on the PATH").isNotNull();
		Manifests manifests = Manifests.parse(rendered);
		assertThat(manifests.objects()).extracting(HasMetadata::getKind)
			.contains("ServiceMonitor", "PrometheusRule", "NetworkPolicy", "StatefulSet");
		PodSpec pod = manifests.statefulSet().getSpec().getTemplate().getSpec();
		assertThat(pod.getContainers().get(0).getReadinessProbe().getHttpGet().getScheme()).isEqualTo("HTTPS");
		assertThat(pod.getContainers().get(0).getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
		assertThat(pod.getContainers().get(0).getEnv()).extracting(EnvVar::getName)
			.contains("WIREPOST_SECURITY_TOKENS_OPERATOR_SHA256", "WIREPOST_SECURITY_TOKENS_PROMETHEUS_SHA256",
					"SERVER_SSL_BUNDLE");
		ContainerSettings settings = ContainerSettings.of(Kustomization.BASE.resolve("settings.yaml"),
				pod.getContainers().get(0).getEnv());
		assertThat(settings.tokens()).containsOnlyKeys("operator", "prometheus");
		assertThat(settings.listeners().get("default").tls()).isNotNull();
	}

	private static Set<String> named(List<String> expressions) {
		return expressions.stream()
			.flatMap((expression) -> METRIC.matcher(expression).results())
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static MonitoringObject monitoring(String kind) throws IOException {
		return manifests(DIRECTORY).all(MonitoringObject.class)
			.stream()
			.filter((object) -> object.getKind().equals(kind))
			.findFirst()
			.orElseThrow();
	}

	private static Manifests manifests(Path directory) throws IOException {
		return Manifests.of(Kustomization.in(directory)
			.files()
			.stream()
			.filter((file) -> !file.endsWith("settings.yaml"))
			.toList());
	}

}
