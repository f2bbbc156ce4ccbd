package io.wirepost.kubernetes;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.SecretKeySelector;

/**
 * An object of the Prometheus operator. No library with models of them is at hand; of
 * their specifications, the records here have what is used, and any other field fails.
 */
// Not by the models' own deserializer, which knows their kinds only.
@JsonDeserialize(using = JsonDeserializer.None.class)
class MonitoringObject implements HasMetadata {

	private static final long serialVersionUID = 1;

	private static final JsonMapper STRICT = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private String apiVersion;

	private String kind;

	private ObjectMeta metadata;

	private transient JsonNode spec;

	@Override
	public String getApiVersion() {
		return this.apiVersion;
	}

	@Override
	public void setApiVersion(String version) {
		this.apiVersion = version;
	}

	@Override
	public String getKind() {
		return this.kind;
	}

	public void setKind(String kind) {
		this.kind = kind;
	}

	@Override
	public ObjectMeta getMetadata() {
		return this.metadata;
	}

	@Override
	public void setMetadata(ObjectMeta metadata) {
		this.metadata = metadata;
	}

	public void setSpec(JsonNode spec) {
		this.spec = spec;
	}

	<T> T spec(Class<T> type) throws JsonProcessingException {
		return STRICT.treeToValue(this.spec, type);
	}

	record Monitor(LabelSelector selector, List<Endpoint> endpoints) {
	}

	record Endpoint(String port, String path, String interval, Map<String, SecretKeySelector> authorization) {
	}

	record Rules(List<Group> groups) {
	}

	record Group(String name, List<Rule> rules) {
	}

	record Rule(String alert, String expr, @JsonProperty("for") String lasting, Map<String, String> labels,
			Map<String, String> annotations) {
	}

}
