package io.wirepost.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Several replicas on one PostgreSQL: the overlay {@code cluster} over the base. */
class ClusterManifestsTests {

	/** How long Boot gives calls in flight, where nothing else is set. */
	private static final Duration CALLS_IN_FLIGHT = Duration.ofSeconds(30);

	private final Manifests base = manifests(Kustomization.BASE);

	private final Manifests cluster = manifests(Kustomization.CLUSTER);

	private final StatefulSet set = this.cluster.statefulSet();

	private final PodSpec pod = this.set.getSpec().getTemplate().getSpec();

	private final Container container = this.pod.getContainers().get(0);

	private final Map<String, String> labels = this.base.statefulSet()
		.getSpec()
		.getTemplate()
		.getMetadata()
		.getLabels();

	ClusterManifestsTests() throws IOException {
	}

	private static Manifests manifests(Path directory) throws IOException {
		return Manifests.of(Kustomization.in(directory)
			.files()
			.stream()
			.filter((file) -> !file.endsWith("settings.yaml"))
			.toList());
	}

	@Test
	void aReplicaIsFoundAtTheAddressOfItsPodAndKeepsTheNameOfItsPod() throws IOException {
		ContainerSettings settings = settings();
		assertThat(settings.cluster().enabled()).isTrue();
		assertThat(settings.cluster().address()).isEqualTo("10.0.0.7:" + ports(this.container).get("replicas"));
		assertThat(settings.cluster().id()).isEqualTo("wirepost-0");
		assertThat(settings.journal().engine()).isEqualTo("postgres");
		assertThat(settings.database()).isNotEmpty();
	}

	/** Kubernetes replaces only what stands before. */
	@Test
	void theAddressOfThePodIsSetBeforeItIsUsed() {
		assertThat(this.container.getEnv()).extracting(EnvVar::getName)
			.containsSubsequence("POD_IP", "WIREPOST_CLUSTER_ADDRESS");
	}

	@Test
	void portsOfTheBaseAndOfReplicasDoNotMeet() {
		Map<String, Integer> ports = new LinkedHashMap<>(
				ports(this.base.statefulSet().getSpec().getTemplate().getSpec().getContainers().get(0)));
		assertThat(ports.values()).doesNotContainAnyElementsOf(ports(this.container).values());
	}

	private static Map<String, Integer> ports(Container container) {
		return container.getPorts()
			.stream()
			.collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
	}

	@Test
	void everyEnvironmentVariableNamesASettingOrIsUsedByOne() throws IOException {
		Set<String> known = ContainerSettings.knownVariables();
		assertThat(known).contains("WIREPOST_CLUSTER_ADDRESS", "WIREPOST_DRAINDELAY", "SPRING_DATASOURCE_URL");
		assertThat(this.container.getEnv()).extracting(EnvVar::getName)
			.filteredOn((name) -> this.container.getEnv()
				.stream()
				.noneMatch((each) -> each.getValue() != null && each.getValue().contains("$(%s)".formatted(name))))
			.filteredOn((name) -> known.stream()
				.noneMatch((each) -> each.endsWith("_") ? name.startsWith(each) : name.equals(each)))
			.as("variables that name no setting")
			.isEmpty();
	}

	@Test
	void noSecretStandsInTheManifests() {
		assertThat(this.container.getEnv()).filteredOn((one) -> one.getName().matches(".*(SHA256|DATASOURCE_.*)"))
			.hasSize(4)
			.allSatisfy((one) -> assertThat(one.getValueFrom().getSecretKeyRef().getName()).isIn("wirepost-tokens",
					"wirepost-postgres"));
		assertThat(this.pod.getVolumes()).filteredOn((volume) -> volume.getName().equals("cluster"))
			.singleElement()
			.satisfies((volume) -> assertThat(volume.getSecret().getSecretName()).isEqualTo("wirepost-cluster"));
	}

	@Test
	void theSecretOfTheReplicasIsReadFromWhereItIsMounted() throws IOException {
		Path file = Path.of(settings().cluster().secretFile());
		assertThat(this.container.getVolumeMounts()).anySatisfy((mount) -> {
			assertThat(mount.getMountPath()).isEqualTo(file.getParent().toString());
			assertThat(mount.getReadOnly()).isTrue();
		});
		assertThat(Files.readString(Kustomization.CLUSTER.resolve("kustomization.yaml")))
			.contains("secret generic wirepost-cluster --from-literal=%s=".formatted(file.getFileName()));
	}

	@Test
	void nothingIsKeptOnAVolume() {
		assertThat(this.set.getSpec().getVolumeClaimTemplates()).isEmpty();
		assertThat(this.pod.getVolumes()).filteredOn((volume) -> volume.getName().equals("data"))
			.singleElement()
			.extracting(Volume::getEmptyDir)
			.isNotNull();
	}

	/** In the order of a stop, of which the parts do not overlap. */
	@Test
	void thereIsTimeForAllOfADrainBeforeTheKill() throws IOException {
		assertThat(Duration.ofSeconds(this.pod.getTerminationGracePeriodSeconds()))
			.isGreaterThan(stopTakes(settings()));
	}

	/** The longest that a replica with these settings takes to stop. */
	static Duration stopTakes(ContainerSettings settings) throws IOException {
		return settings.drainDelay()
			.plus(settings.drain())
			.plus(constant("FINISH"))
			.plus(constant("REMEMBERED"))
			.plus(CALLS_IN_FLIGHT);
	}

	/** One of those of Drain, which are seen in its package only. */
	private static Duration constant(String name) throws IOException {
		Matcher found = Pattern.compile(name + " = Duration\\.of(Seconds|Millis)\\(([0-9_]+)\\);")
			.matcher(Files.readString(Path.of("src/main/java/io/wirepost/cluster/Drain.java")));
		assertThat(found.find()).as(name).isTrue();
		long amount = Long.parseLong(found.group(2).replace("_", ""));
		return found.group(1).equals("Seconds") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
	}

	/** Only then do Services send nobody to it any more. */
	@Test
	void aReplicaServesOnUntilItsProbeHasFailed() throws IOException {
		var probe = this.base.statefulSet()
			.getSpec()
			.getTemplate()
			.getSpec()
			.getContainers()
			.get(0)
			.getReadinessProbe();
		assertThat(settings().drainDelay())
			.isGreaterThan(Duration.ofSeconds((long) probe.getPeriodSeconds() * probe.getFailureThreshold()));
	}

	@Test
	void onlyReplicasReachThePortOfReplicas() {
		NetworkPolicy policy = this.cluster.one(NetworkPolicy.class, "wirepost-replicas");
		assertThat(this.labels).containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
		assertThat(policy.getSpec().getIngress()).singleElement().satisfies((rule) -> {
			assertThat(rule.getPorts()).singleElement()
				.satisfies((port) -> assertThat(port.getPort().getStrVal()).isEqualTo("replicas"));
			assertThat(rule.getFrom()).singleElement()
				.satisfies((peer) -> assertThat(peer.getPodSelector().getMatchLabels()).isNotEmpty()
					.isEqualTo(policy.getSpec().getPodSelector().getMatchLabels()));
		});
		assertThat(policy.getSpec().getEgress()).extracting((rule) -> rule.getPorts().get(0).getPort().getValue())
			.containsExactly("replicas", 5432);
	}

	@Test
	void oneReplicaAtATimeIsTakenAwayAndThreeAreLeftToTheAutoscaler() {
		var budget = this.cluster.one(PodDisruptionBudget.class, "wirepost").getSpec();
		assertThat(budget.getMaxUnavailable().getIntVal()).isOne();
		assertThat(this.labels).containsAllEntriesOf(budget.getSelector().getMatchLabels());
		HorizontalPodAutoscalerSpec scale = this.cluster.one(HorizontalPodAutoscaler.class, "wirepost").getSpec();
		assertThat(this.set.getSpec().getReplicas()).isNull();
		assertThat(scale.getMinReplicas()).isEqualTo(3);
		assertThat(scale.getMaxReplicas()).isGreaterThan(3);
		assertThat(scale.getScaleTargetRef().getKind()).isEqualTo(this.set.getKind());
		assertThat(scale.getScaleTargetRef().getName()).isEqualTo(this.set.getMetadata().getName());
		assertThat(scale.getBehavior().getScaleDown().getStabilizationWindowSeconds())
			.isGreaterThan(scale.getBehavior().getScaleUp().getStabilizationWindowSeconds());
	}

	@Test
	void replicasAreSpreadOverNodesAndZones() {
		assertThat(this.pod.getTopologySpreadConstraints())
			.extracting((one) -> one.getTopologyKey(), (one) -> one.getWhenUnsatisfiable())
			.containsExactly(tuple("kubernetes.io/hostname", "ScheduleAnyway"),
					tuple("topology.kubernetes.io/zone", "ScheduleAnyway"));
		assertThat(this.pod.getTopologySpreadConstraints())
			.allSatisfy((one) -> assertThat(this.labels).containsAllEntriesOf(one.getLabelSelector().getMatchLabels()));
	}

	@Test
	void kubectlRendersCluster(@TempDir Path work) throws IOException, InterruptedException {
		Optional<String> rendered = Kustomization.render(Kustomization.CLUSTER, work);
		assumeThat(rendered).as("kubectl is not on the PATH").isPresent();
		Manifests manifests = Manifests.parse(rendered.orElseThrow());
		assertThat(manifests.objects()).extracting(HasMetadata::getKind)
			.contains("PodDisruptionBudget", "HorizontalPodAutoscaler", "StatefulSet")
			.filteredOn("NetworkPolicy"::equals)
			.hasSize(2);
		assertThat(manifests.statefulSet().getSpec().getReplicas()).isNull();
	}

	/** Those of the overlay in place of those of the base, as a merge leaves them. */
	private ContainerSettings settings() throws IOException {
		Map<String, EnvVar> variables = new LinkedHashMap<>();
		Stream.of(this.container, this.base.statefulSet().getSpec().getTemplate().getSpec().getContainers().get(0))
			.flatMap((one) -> one.getEnv().stream())
			.forEach((one) -> variables.putIfAbsent(one.getName(), one));
		return ContainerSettings.of(Kustomization.BASE.resolve("settings.yaml"), new ArrayList<>(variables.values()));
	}

}
