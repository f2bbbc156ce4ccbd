package io.wirepost.kubernetes;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.wirepost.connection.ListenerSettings;
import io.wirepost.security.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

class KubernetesManifestsTests {

	/** How long Boot gives calls in flight, where nothing else is set. */
	private static final Duration CALLS_IN_FLIGHT = Duration.ofSeconds(30);

	private final Manifests base = Manifests.of(manifests(Kustomization.BASE));

	private final Manifests single = Manifests.of(manifests(Kustomization.SINGLE));

	private final PodSpec pod = this.base.statefulSet().getSpec().getTemplate().getSpec();

	private final Container container = this.pod.getContainers().get(0);

	private final Map<String, Integer> ports = this.container.getPorts()
		.stream()
		.collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));

	KubernetesManifestsTests() throws IOException {
	}

	private static List<Path> manifests(Path directory) throws IOException {
		return Kustomization.in(directory)
			.files()
			.stream()
			// Wirepost's own settings; the ConfigMap around them is generated.
			.filter((file) -> !file.endsWith("settings.yaml"))
			.toList();
	}

	static Stream<Path> directories() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("config", "kubernetes"))) {
			return files.filter(Files::isDirectory).toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("directories")
	void everyFileIsNamedInItsKustomizationAndEveryNamedFileIsThere(Path directory) throws IOException {
		Kustomization kustomization = Kustomization.in(directory);
		assertThat(kustomization.filesThere()).isEqualTo(kustomization.files());
		assertThat(kustomization.bases()).allSatisfy((other) -> assertThat(other).isDirectory());
	}

	@Test
	void aFieldThatKubernetesDoesNotKnowFails() {
		assertThatExceptionOfType(UnrecognizedPropertyException.class).isThrownBy(() -> Manifests.parse("""
				apiVersion: apps/v1
				kind: StatefulSet
				spec: { template: { spec: { containers: [{ name: wirepost, livenesProbe: {} }] } } }
				""")).withMessageContaining("livenesProbe");
	}

	@Test
	void aFieldThatIsThereTwiceFails() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> Manifests.parse("""
				apiVersion: v1
				kind: Service
				kind: Service
				""")).withMessageContaining("Duplicate");
	}

	@Test
	void everyServiceLeadsToAPortOfTheContainer() {
		Map<String, String> labels = this.base.statefulSet().getSpec().getTemplate().getMetadata().getLabels();
		assertThat(this.base.all(Service.class)).hasSize(3).allSatisfy((service) -> {
			assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
			for (ServicePort port : service.getSpec().getPorts()) {
				assertThat(this.ports).containsEntry(port.getTargetPort().getStrVal(), port.getPort());
			}
		});
		assertThat(targets("wirepost")).containsExactly("http");
		assertThat(targets("wirepost-devices")).containsExactly("devices");
	}

	private List<String> targets(String service) {
		return this.base.one(Service.class, service)
			.getSpec()
			.getPorts()
			.stream()
			.map((port) -> port.getTargetPort().getStrVal())
			.toList();
	}

	@Test
	void aDevicesAddressIsNotLostOnItsWayIn() {
		assertThat(this.base.one(Service.class, "wirepost-devices").getSpec().getExternalTrafficPolicy())
			.isEqualTo("Local");
	}

	@Test
	void theStatefulSetFindsItsServiceItsPodsAndItsAccount() {
		StatefulSet set = this.base.statefulSet();
		assertThat(this.base.one(Service.class, set.getSpec().getServiceName()).getSpec().getClusterIP())
			.isEqualTo("None");
		assertThat(set.getSpec().getTemplate().getMetadata().getLabels())
			.isEqualTo(set.getSpec().getSelector().getMatchLabels());
		assertThat(
				this.base.one(ServiceAccount.class, this.pod.getServiceAccountName()).getAutomountServiceAccountToken())
			.isFalse();
		assertThat(this.pod.getAutomountServiceAccountToken()).isFalse();
	}

	@Test
	void probesAskTheHealthPathsOnThePortOfHttp() {
		assertThat(path(this.container.getLivenessProbe())).isEqualTo("/livez");
		assertThat(path(this.container.getReadinessProbe())).isEqualTo("/readyz");
		assertThat(path(this.container.getStartupProbe())).isEqualTo("/livez");
	}

	private static String path(Probe probe) {
		assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
		return probe.getHttpGet().getPath();
	}

	/** As the Pod Security Standard "restricted" has it, and a read-only root. */
	@Test
	void thePodIsRestricted() {
		PodSecurityContext all = this.pod.getSecurityContext();
		assertThat(all.getRunAsNonRoot()).isTrue();
		assertThat(all.getRunAsUser()).isPositive();
		assertThat(all.getFsGroup()).isEqualTo(all.getRunAsGroup());
		assertThat(all.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
		assertThat(this.pod.getContainers()).singleElement().satisfies((each) -> {
			SecurityContext own = each.getSecurityContext();
			assertThat(own.getAllowPrivilegeEscalation()).isFalse();
			assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
			assertThat(own.getCapabilities().getAdd()).isEmpty();
			assertThat(own.getReadOnlyRootFilesystem()).isTrue();
		});
		assertThat(this.pod.getInitContainers()).isEmpty();
		assertThat(this.pod.getHostNetwork()).isNull();
		assertThat(this.pod.getVolumes()).extracting(Volume::getHostPath).containsOnlyNulls();
	}

	@Test
	void theUserIsThatOfTheImage() throws IOException {
		PodSecurityContext all = this.pod.getSecurityContext();
		assertThat(Files.readAllLines(Path.of("Dockerfile")))
			.contains("USER %d:%d".formatted(all.getRunAsUser(), all.getRunAsGroup()));
	}

	@Test
	void resourcesAreRequestedAndLimited() {
		assertThat(this.container.getResources().getRequests()).containsKeys("cpu", "memory");
		assertThat(this.container.getResources().getLimits()).containsKeys("cpu")
			.containsEntry("memory", this.container.getResources().getRequests().get("memory"));
	}

	@Test
	void thereIsTimeToFinishCallsAndToDrainBeforeTheKill() throws IOException {
		assertThat(Duration.ofSeconds(this.pod.getTerminationGracePeriodSeconds()))
			.isGreaterThan(settings().drainDelay().plus(CALLS_IN_FLIGHT).plus(settings().drain()));
	}

	@Test
	void theNameOfTheServiceDoesNotSetSettings() {
		assertThat(this.pod.getEnableServiceLinks()).isFalse();
	}

	@Test
	void everyEnvironmentVariableNamesASetting() throws IOException {
		Set<String> known = ContainerSettings.knownVariables();
		assertThat(known).contains("SERVER_ADDRESS", "SERVER_SHUTDOWN", "WIREPOST_DRAIN");
		assertThat(environment()).extracting(EnvVar::getName)
			.isNotEmpty()
			.filteredOn((name) -> known.stream()
				.noneMatch((each) -> each.endsWith("_") ? name.startsWith(each) : name.equals(each)))
			.as("variables that name no setting")
			.isEmpty();
	}

	@Test
	void httpAndEveryListenerAreReachedOnThePortsOfTheContainer() throws IOException {
		ContainerSettings settings = settings();
		assertThat(settings.address()).isEqualTo("0.0.0.0");
		assertThat(settings.port()).isEqualTo(this.ports.get("http"));
		assertThat(settings.listeners().values()).isNotEmpty()
			.allSatisfy((listener) -> assertThat(listener.bind()).isEqualTo("0.0.0.0"))
			.extracting(ListenerSettings::port)
			.containsOnly(this.ports.get("devices"));
	}

	/** Without tokens a process that is reached from other machines does not start. */
	@Test
	void singleHasATokenWhoseHashIsInTheSecret() throws IOException {
		assertThat(settings().tokens()).hasEntrySatisfying("operator",
				(token) -> assertThat(token.scopes()).containsExactly(Scope.ADMIN));
		assertThat(environment()).filteredOn((variable) -> variable.getName().endsWith("_SHA256"))
			.isNotEmpty()
			.allSatisfy((variable) -> assertThat(variable.getValueFrom().getSecretKeyRef().getName())
				.isEqualTo("wirepost-tokens"));
	}

	@Test
	void singleClaimsMoreThanTheJournalKeeps() throws IOException {
		StatefulSet set = this.single.statefulSet();
		assertThat(set.getSpec().getReplicas()).isOne();
		PersistentVolumeClaim claim = set.getSpec().getVolumeClaimTemplates().get(0);
		assertThat(mounts()).containsEntry("/data", claim.getMetadata().getName());
		assertThat(claim.getSpec().getResources().getRequests().get("storage").getNumericalAmount())
			.isGreaterThan(BigDecimal.valueOf(settings().journal().retention().size().toBytes()));
	}

	@Test
	void kubectlRendersSingle(@TempDir Path work) throws IOException, InterruptedException {
		Optional<String> rendered = Kustomization.render(Kustomization.SINGLE, work);
		assumeThat(rendered).as("kubectl is not on the PATH").isPresent();
		Manifests manifests = Manifests.parse(rendered.orElseThrow());
		assertThat(manifests.objects()).extracting(HasMetadata::getKind)
			.containsExactlyInAnyOrder("ConfigMap", "NetworkPolicy", "Service", "Service", "Service", "ServiceAccount",
					"StatefulSet");
		StatefulSet set = manifests.statefulSet();
		PodSpec spec = set.getSpec().getTemplate().getSpec();
		assertThat(spec.getContainers()).singleElement().satisfies((only) -> {
			assertThat(only.getImage()).startsWith("wirepost:");
			assertThat(only.getEnv()).containsExactlyInAnyOrderElementsOf(environment());
		});
		Set<String> volumes = Stream
			.concat(spec.getVolumes().stream().map(Volume::getName),
					set.getSpec().getVolumeClaimTemplates().stream().map((claim) -> claim.getMetadata().getName()))
			.collect(Collectors.toSet());
		assertThat(volumes).containsExactlyInAnyOrderElementsOf(mounts().values());
		ConfigMap settings = manifests.all(ConfigMap.class).get(0);
		assertThat(spec.getVolumes()).singleElement()
			.satisfies((volume) -> assertThat(volume.getConfigMap().getName())
				.isEqualTo(settings.getMetadata().getName()));
		assertThat(settings.getData()).containsOnlyKeys("application.yaml");
	}

	private Map<String, String> mounts() {
		return this.container.getVolumeMounts()
			.stream()
			.collect(Collectors.toMap(VolumeMount::getMountPath, VolumeMount::getName));
	}

	/** The base's variables and those that the overlay adds. */
	private List<EnvVar> environment() {
		List<EnvVar> variables = new ArrayList<>(this.container.getEnv());
		variables.addAll(this.single.statefulSet().getSpec().getTemplate().getSpec().getContainers().get(0).getEnv());
		assertThat(variables.stream().collect(Collectors.groupingBy(EnvVar::getName, Collectors.counting())).values())
			.containsOnly(1L);
		return variables;
	}

	private ContainerSettings settings() throws IOException {
		return ContainerSettings.of(Kustomization.BASE.resolve("settings.yaml"), environment());
	}

}
