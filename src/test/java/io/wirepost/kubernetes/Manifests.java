package io.wirepost.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/**
 * Kubernetes objects, read as strictly as the API server reads them when it is asked to
 * be strict: no field that it does not know, and none twice.
 */
record Manifests(List<HasMetadata> objects) {

	private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of("v1 ConfigMap", ConfigMap.class,
			"v1 Service", Service.class, "v1 ServiceAccount", ServiceAccount.class, "apps/v1 StatefulSet",
			StatefulSet.class, "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
			"policy/v1 PodDisruptionBudget", PodDisruptionBudget.class, "autoscaling/v2 HorizontalPodAutoscaler",
			HorizontalPodAutoscaler.class, "monitoring.coreos.com/v1 ServiceMonitor", MonitoringObject.class,
			"monitoring.coreos.com/v1 PrometheusRule", MonitoringObject.class);

	private static final ObjectMapper YAML = YAMLMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.addModule(new SimpleModule().setDeserializerModifier(new NoAnySetter()))
		.build();

	static Manifests of(Collection<Path> files) throws IOException {
		List<HasMetadata> objects = new ArrayList<>();
		for (Path file : files) {
			objects.addAll(parse(Files.readString(file)).objects());
		}
		return new Manifests(objects);
	}

	static Manifests parse(String yaml) throws IOException {
		List<HasMetadata> objects = new ArrayList<>();
		try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
			while (documents.hasNextValue()) {
				objects.add(object(documents.nextValue()));
			}
		}
		return new Manifests(objects);
	}

	private static HasMetadata object(JsonNode document) throws IOException {
		String kind = document.path("apiVersion").asText() + " " + document.path("kind").asText();
		Class<? extends HasMetadata> type = KINDS.get(kind);
		if (type == null) {
			throw new IOException("'%s' is none of the kinds used here: %s".formatted(kind, KINDS.keySet()));
		}
		return YAML.treeToValue(document, type);
	}

	<T extends HasMetadata> List<T> all(Class<T> type) {
		return this.objects.stream().filter(type::isInstance).map(type::cast).toList();
	}

	StatefulSet statefulSet() {
		return one(StatefulSet.class, "wirepost");
	}

	<T extends HasMetadata> T one(Class<T> type, String name) {
		return all(type).stream()
			.filter((object) -> object.getMetadata().getName().equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("There is no %s %s".formatted(type.getSimpleName(), name)));
	}

	/** The models keep fields they do not know; without this they would fail none. */
	private static final class NoAnySetter extends BeanDeserializerModifier {

		private static final long serialVersionUID = 1;

		@Override
		public BeanDeserializerBuilder updateBuilder(DeserializationConfig config, BeanDescription description,
				BeanDeserializerBuilder builder) {
			builder.setAnySetter(null);
			return builder;
		}

	}

}
