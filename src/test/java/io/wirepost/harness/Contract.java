package io.wirepost.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract, {@code openapi.yaml}, as tests use it. {@link Api} holds every answer
 * that any test gets against it: the status, the content type, the body and a problem's
 * type have to be listed for that operation. Safe for all threads.
 */
public final class Contract {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** A longer body is a long list: more of the same, and slow to validate. */
	private static final int LONGEST_BODY = 16 * 1024;

	private static final Pattern PROBLEM_ROW = Pattern.compile("\\| `([a-z-]+)` \\| (\\d{3}) \\| [^|]+ \\|");

	private static final String PROBLEM_TYPE = "urn:wirepost:problem:";

	private static final Contract INSTANCE = new Contract();

	private final JsonNode file;

	/** The status of each problem, by the name of its type. */
	private final Map<String, Integer> problems;

	private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

	private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

	private Contract() {
		try (InputStream yaml = getClass().getResourceAsStream("/openapi.yaml")) {
			this.file = JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(yaml));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.problems = PROBLEM_ROW.matcher(this.file.at("/components/schemas/Problem/description").asString())
			.results()
			.collect(Collectors.toMap((row) -> row.group(1), (row) -> Integer.valueOf(row.group(2))));
	}

	public static Contract instance() {
		return INSTANCE;
	}

	/** The whole file. */
	public JsonNode file() {
		return this.file;
	}

	/** What a node stands for, where it is a reference into this file. */
	public JsonNode resolve(JsonNode node) {
		return node.has("$ref") ? this.file.at(node.get("$ref").asString().substring(1)) : node;
	}

	/** What is wrong with a value by a schema of the file; empty for nothing. */
	public List<Error> faults(JsonNode schema, JsonNode value) {
		return this.schemas.computeIfAbsent(schema, (key) -> {
			ObjectNode whole = (ObjectNode) withDefinitions(schema);
			whole.set("$defs", withDefinitions(this.file.at("/components/schemas")));
			return this.registry.getSchema(whole);
		}).validate(value);
	}

	/** A schema with its references where JSON Schema, other than OpenAPI, has them. */
	private static JsonNode withDefinitions(JsonNode schema) {
		return JSON.readTree(schema.toString().replace("#/components/schemas/", "#/$defs/"));
	}

	/** Holds an answer against what is listed for its operation. */
	void check(HttpResponse<byte[]> response) {
		String method = response.request().method().replace("HEAD", "GET");
		Optional<JsonNode> operation = operation(method, response.request().uri().getRawPath());
		if (operation.isPresent()) {
			String what = "%s %s: %d".formatted(method, response.request().uri(), response.statusCode());
			JsonNode listed = operation.get().path("responses").path(Integer.toString(response.statusCode()));
			assertThat(listed.isMissingNode()).as(what + " is not listed in openapi.yaml").isFalse();
			checkBody(what, resolve(listed).path("content"), response);
		}
	}

	private void checkBody(String what, JsonNode listed, HttpResponse<byte[]> response) {
		if (response.body().length == 0) {
			return;
		}
		String type = response.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
		assertThat(listed.propertyNames()).as(what + ": the content type").contains(type);
		if (type.endsWith("json") && !type.endsWith("ndjson") && response.body().length <= LONGEST_BODY) {
			JsonNode body = JSON.readTree(response.body());
			assertThat(faults(listed.get(type).get("schema"), body)).as(what + ": " + body).isEmpty();
			if (type.equals("application/problem+json")) {
				assertThat(this.problems).as(what)
					.containsEntry(body.get("type").asString().replace(PROBLEM_TYPE, ""), response.statusCode());
			}
		}
	}

	/** The operation of a path; empty if the file has none. */
	private Optional<JsonNode> operation(String method, String path) {
		List<String> templates = new ArrayList<>(this.file.get("paths").propertyNames());
		// A path without variables wins, as in Spring.
		templates.sort(Comparator.comparing((template) -> template.contains("{")));
		return templates.stream()
			.filter((template) -> path.matches(template.replaceAll("\\{\\w+}", "[^/]+")))
			.findFirst()
			.map((template) -> this.file.get("paths").get(template).get(method.toLowerCase()));
	}

}
