package io.wirepost.web;

import io.wirepost.web.replica.ReplicaView;
import io.wirepost.web.response.PageView;
import io.wirepost.web.request.BroadcastRequest;
import io.wirepost.web.request.Content;
import io.wirepost.web.request.ExchangeRequest;
import io.wirepost.web.request.Problem;
import io.wirepost.web.request.SendBody;
import io.wirepost.web.request.SendRequest;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.wirepost.connection.EndpointSettings;
import io.wirepost.connection.ListenerSettings;
import io.wirepost.connection.ListenerView;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.poll.PollSettings;
import io.wirepost.device.DeviceSettings;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.harness.Api;
import io.wirepost.harness.Contract;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import io.wirepost.message.Direction;
import io.wirepost.message.MessageView;
import io.wirepost.protocol.AcknowledgeSettings;
import io.wirepost.protocol.ExampleFailure;
import io.wirepost.protocol.ExampleSettings;
import io.wirepost.protocol.ProtocolSettings;
import io.wirepost.protocol.RuleSettings;
import io.wirepost.protocol.StepSettings;
import io.wirepost.transport.Tls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code openapi.yaml} says what the application does, all of it and nothing else. What
 * an operation answers is held against the file by {@link Api} in every test.
 */
class OpenApiContractTests {

	/** Routes below /api that no annotation describes: list each here. */
	private static final List<Route> OTHER_ROUTES = Stream.of(SendFilter.TO_DEVICE, SendFilter.TO_CONNECTION)
		.map((path) -> new Route("POST", path,
				SendBody.CONTENT_TYPES.stream().map(MediaType::toString).collect(Collectors.toSet()),
				Set.copyOf(SendBody.PARAMETERS), Set.of(SendBody.IDEMPOTENCY_KEY)))
		.toList();

	private static final Map<String, Class<? extends Record>> RESPONSES = new TreeMap<>(Map.ofEntries(
			Map.entry("Message", MessageView.class), Map.entry("Delivery", DeliveryView.class),
			Map.entry("BroadcastBegun", BroadcastController.Begun.class),
			Map.entry("Broadcast", BroadcastController.State.class), Map.entry("Connection", ConnectionView.class),
			Map.entry("ConnectionTls", ConnectionView.Tls.class), Map.entry("Device", DeviceView.class),
			Map.entry("Listener", ListenerJson.class), Map.entry("Rejection", RejectionView.class),
			Map.entry("Webhook", WebhookView.class), Map.entry("WebhookReplay", WebhookView.ReplayView.class),
			Map.entry("ReplayBegun", WebhookController.ReplayBegun.class),
			Map.entry("DeadLetter", WebhookController.DeadLetterView.class),
			Map.entry("DeadLetterPage", PageView.class), Map.entry("Decoded", FramingController.Decoded.class),
			Map.entry("DecodedFrame", FramingController.Frame.class),
			Map.entry("DecodedRejection", FramingController.Rejected.class),
			Map.entry("FieldFault", Problem.FieldFault.class), Map.entry("MessagePage", PageView.class),
			Map.entry("DeliveryPage", PageView.class), Map.entry("ConnectionPage", PageView.class),
			Map.entry("DevicePage", PageView.class), Map.entry("ListenerPage", PageView.class),
			Map.entry("RejectionPage", PageView.class), Map.entry("WebhookPage", PageView.class),
			Map.entry("ProtocolSummary", ProtocolView.class), Map.entry("Protocol", ProtocolView.Whole.class),
			Map.entry("ProtocolPage", PageView.class), Map.entry("Tried", ProtocolController.Tried.class),
			Map.entry("Exchange", ExchangeView.class), Map.entry("ExchangeStep", ExchangeView.StepView.class),
			Map.entry("TriedFrame", ProtocolController.Tried.Frame.class),
			Map.entry("TriedSkipped", ProtocolController.Tried.Skipped.class),
			Map.entry("ExampleFailure", ExampleFailure.class), Map.entry("Poll", PollView.class),
			Map.entry("PollPage", PageView.class), Map.entry("Me", MeController.Me.class),
			Map.entry("Replica", ReplicaView.class), Map.entry("ReplicaPage", PageView.class)));

	private static final Map<String, Class<? extends Record>> REQUESTS = Map.ofEntries(
			Map.entry("SendRequest", SendRequest.class), Map.entry("ReplyEnd", SendRequest.Reply.class),
			Map.entry("ExchangeRequest", ExchangeRequest.class),
			Map.entry("StepRequest", ExchangeRequest.StepRequest.class), Map.entry("Content", Content.class),
			Map.entry("OnConnectStep", StepSettings.class), Map.entry("BroadcastRequest", BroadcastRequest.class),
			Map.entry("BroadcastTo", BroadcastRequest.To.class),
			Map.entry("DecodeRequest", FramingController.DecodeRequest.class),
			Map.entry("DeviceSettings", DeviceSettings.class), Map.entry("Endpoint", EndpointSettings.class),
			Map.entry("ListenerSettings", ListenerSettings.class),
			Map.entry("ProtocolSettings", ProtocolSettings.class),
			Map.entry("AcknowledgeSettings", AcknowledgeSettings.class), Map.entry("Rule", RuleSettings.class),
			Map.entry("Example", ExampleSettings.class), Map.entry("TryRequest", ProtocolController.TryRequest.class),
			Map.entry("PollSettings", PollSettings.class), Map.entry("PollSend", StepSettings.Send.class),
			Map.entry("ReplayRequest", WebhookController.ReplayRequest.class));

	/** Their properties depend on a type, or on what went wrong. */
	private static final Set<String> OPEN = Set.of("FramingSettings", "IdentifySettings", "ReplySettings", "Problem",
			"SendSettings", "ChecksumSettings");

	/** Where to send the examples of a path: what they mean has to be there. */
	private static final Map<String, Function<Wirepost, String>> EXAMPLE_PATHS = Map.of("/api/devices/{id}/messages",
			(wirepost) -> "/api/devices/boiler-7/messages", "/api/connections/{id}/messages",
			(wirepost) -> "/api/connections/" + wirepost.api().all("/api/connections").get(0).get("id").asString()
					+ "/messages",
			"/api/devices/{id}", (wirepost) -> "/api/devices/new", "/api/listeners/{name}",
			(wirepost) -> "/api/listeners/new", "/api/polls/{name}", (wirepost) -> "/api/polls/new",
			"/api/protocols/{name}", (wirepost) -> "/api/protocols/new", "/api/webhooks/{name}/replay",
			(wirepost) -> "/api/webhooks/orders/replay");

	private static final Contract CONTRACT = Contract.instance();

	private static Wirepost wirepost;

	private static Api api;

	private static Device device;

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.default.port=0",
				"wirepost.listeners.default.identify.by=first-frame",
				"wirepost.listeners.default.identify.pattern=^(?<id>boiler-\\d)$",
				"wirepost.webhooks.orders.url=http://127.0.0.1:9/", "wirepost.endpoints.allowed=192.168.0.0/24:8888");
		api = wirepost.api();
		api.putJson("/api/devices/boiler-8", "{}");
		device = wirepost.dial("default").say("boiler-7\n");
		await().until(() -> api.get("/api/devices/boiler-7").status() == 200);
		Thread replies = new Thread(OpenApiContractTests::reply, "device");
		replies.setDaemon(true);
		replies.start();
	}

	/** Replies to whatever it is sent. */
	private static void reply() {
		try {
			while (device.hear() != null) {
				device.say("PONG\n");
			}
		}
		catch (UncheckedIOException ex) {
			// The test is over.
		}
	}

	@AfterAll
	static void stop() {
		device.close();
		wirepost.close();
	}

	@Test
	void everyRouteIsInTheFileAndNothingElse() {
		assertThat(routesOfTheFile()).containsExactlyInAnyOrderElementsOf(liveRoutes());
	}

	private static Collection<Route> liveRoutes() {
		Map<String, Route> routes = new TreeMap<>();
		OTHER_ROUTES.forEach((route) -> routes.merge(route.key(), route, Route::and));
		wirepost.context()
			.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
			.getHandlerMethods()
			.forEach((mapping, handler) -> live(mapping, handler)
				.forEach((route) -> routes.merge(route.key(), route, Route::and)));
		return routes.values();
	}

	private static Stream<Route> live(RequestMappingInfo mapping, HandlerMethod handler) {
		Set<String> consumes = mapping.getConsumesCondition()
			.getConsumableMediaTypes()
			.stream()
			.map(MediaType::toString)
			.collect(Collectors.toSet());
		Set<String> query = new HashSet<>();
		Set<String> headers = new HashSet<>();
		for (MethodParameter parameter : handler.getMethodParameters()) {
			if (parameter.hasParameterAnnotation(RequestParam.class)) {
				query.add(parameter.getParameter().getName());
			}
			RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
			// A body's media types are listed with the body.
			if (header != null && !header.name().isEmpty() && !header.name().equals(HttpHeaders.CONTENT_TYPE)) {
				headers.add(header.name());
			}
		}
		return mapping.getPatternValues()
			.stream()
			.filter((path) -> path.startsWith("/api"))
			.flatMap((path) -> mapping.getMethodsCondition()
				.getMethods()
				.stream()
				.map((method) -> new Route(method.name(), path, consumes, query, headers)));
	}

	private static List<Route> routesOfTheFile() {
		return operations()
			.map((operation) -> new Route(operation.method(), operation.path(),
					Set.copyOf(CONTRACT.resolve(operation.node().path("requestBody")).path("content").propertyNames()),
					operation.parameters("query"), operation.parameters("header")))
			.toList();
	}

	private static Stream<Operation> operations() {
		return CONTRACT.file()
			.get("paths")
			.propertyStream()
			.flatMap((path) -> path.getValue()
				.propertyStream()
				.filter((one) -> !one.getKey().equals("parameters"))
				.map((one) -> new Operation(one.getKey().toUpperCase(Locale.ROOT), path.getKey(), one.getValue(),
						path.getValue().path("parameters"))));
	}

	@Test
	void everyPathParameterIsInTheFile() {
		assertThat(operations()).allSatisfy((operation) -> assertThat(operation.parameters("path"))
			.isEqualTo(Arrays.stream(operation.path().split("/"))
				.filter((part) -> part.startsWith("{"))
				.map((part) -> part.substring(1, part.length() - 1))
				.collect(Collectors.toSet())));
	}

	@Test
	void theSchemasHaveThePropertiesOfTheRecords() {
		RESPONSES.forEach((name, type) -> assertThat(properties(name)).as(name).isEqualTo(components(type)));
		REQUESTS.forEach((name, type) -> assertThat(properties(name)).as(name).isEqualTo(components(type)));
		for (RecordComponent group : ListenerSettings.class.getRecordComponents()) {
			if (group.getType().isRecord()) {
				JsonNode property = CONTRACT.resolve(schema("ListenerSettings").at("/properties/" + group.getName()));
				assertThat(property.at("/properties").propertyNames()).as(group.getName())
					.containsExactlyInAnyOrderElementsOf(components(group.getType()));
			}
		}
	}

	@Test
	void everyPropertyOfAnAnswerIsRequiredAsNullIsShown() {
		RESPONSES.forEach((name, type) -> {
			Set<String> required = new TreeSet<>(components(type));
			if (type == MessageView.class) {
				// What does not decode has no text.
				required.remove("text");
				// Most belong to no trace.
				required.remove("traceparent");
			}
			if (type == DeliveryView.class) {
				// Only where the request asked for several frames.
				required.remove("replies");
			}
			assertThat(schema(name).get("required")).as(name)
				.extracting(JsonNode::asString)
				.containsExactlyInAnyOrderElementsOf(required);
		});
	}

	@Test
	void everySchemaWithPropertiesIsComparedWithSomething() {
		assertThat(CONTRACT.file().at("/components/schemas").propertyStream())
			.filteredOn((schema) -> schema.getValue().has("properties"))
			.extracting(Map.Entry::getKey)
			.allSatisfy((name) -> assertThat(
					RESPONSES.containsKey(name) || REQUESTS.containsKey(name) || OPEN.contains(name))
				.as(name)
				.isTrue());
	}

	private static JsonNode schema(String name) {
		return CONTRACT.file().at("/components/schemas/" + name);
	}

	private static Set<String> properties(String schema) {
		return new TreeSet<>(schema(schema).get("properties").propertyNames());
	}

	private static Set<String> components(Class<?> type) {
		return Arrays.stream(type.getRecordComponents())
			// The one setting with another name in JSON.
			.map((component) -> (type == EndpointSettings.class && component.getName().equals("idle")) ? "idleTimeout"
					: component.getName())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void theSchemasHaveTheConstantsOfTheEnums() {
		assertThat(constants("/components/schemas/Direction")).isEqualTo(names(Direction.class));
		assertThat(constants("/components/schemas/DeliveryStatus")).isEqualTo(names(Delivery.Status.class));
		assertThat(constants("/components/schemas/Listener/properties/state"))
			.isEqualTo(names(ListenerView.State.class));
		assertThat(constants("/components/schemas/RejectionReason"))
			.isEqualTo(Arrays.stream(Rejection.Reason.values()).map(RejectionView::word).collect(Collectors.toSet()));
	}

	private static Set<String> constants(String pointer) {
		return CONTRACT.file()
			.at(pointer)
			.get("enum")
			.valueStream()
			.map(JsonNode::asString)
			.collect(Collectors.toSet());
	}

	private static Set<String> names(Class<? extends Enum<?>> type) {
		return Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.toSet());
	}

	static Stream<Operation> operationsWithABody() {
		return operations().filter((operation) -> operation.node().has("requestBody"));
	}

	@ParameterizedTest
	@MethodSource("operationsWithABody")
	void theExamplesOfRequestsAreTaken(Operation operation) {
		JsonNode content = CONTRACT.resolve(operation.node().get("requestBody")).get("content");
		String path = EXAMPLE_PATHS.getOrDefault(operation.path(), (any) -> operation.path()).apply(wirepost);
		content.propertyStream()
			.forEach((type) -> type.getValue().path("examples").propertyStream().forEach((example) -> {
				JsonNode value = example.getValue().get("value");
				// A connection is not waited for: said in the description.
				// Nor does the device here answer: ExchangeTests hold conversations.
				if ((!path.startsWith("/api/connections/") || !value.has("expiresIn")) && !value.has("steps")) {
					byte[] body = (value.isString() ? value.asString() : value.toString())
						.getBytes(StandardCharsets.UTF_8);
					assertThat(api.send(operation.method(), path, type.getKey(), body).status())
						.as(operation + " " + value)
						.isBetween(200, 202);
				}
			}));
	}

	@Test
	void theFileIsServedAsItIsAndAsJson() throws Exception {
		byte[] file = getClass().getResourceAsStream("/openapi.yaml").readAllBytes();
		Api.Answer yaml = api.get("/openapi.yaml");
		assertThat(yaml.bytes()).isEqualTo(file);
		assertThat(yaml.header("Content-Type")).hasValue("application/yaml");
		Api.Answer json = api.get("/v3/api-docs");
		assertThat(json.json()).isEqualTo(CONTRACT.file());
		assertThat(json.header("Content-Type")).hasValue("application/json");
	}

	@Test
	void swaggerUiShowsTheFile() {
		Api.Answer moved = api.get("/swagger-ui.html");
		assertThat(moved.status()).isEqualTo(302);
		assertThat(moved.header("Location")).hasValue("swagger-ui/index.html");
		assertThat(api.get("/swagger-ui/index.html").body()).contains("swagger-initializer.js");
		assertThat(api.get("/swagger-ui/swagger-initializer.js").body()).contains("../v3/api-docs");
		assertThat(api.get("/swagger-ui/swagger-ui-bundle.js").status()).isEqualTo(200);
	}

	/** An operation of the file. */
	record Operation(String method, String path, JsonNode node, JsonNode shared) {

		Set<String> parameters(String in) {
			return Stream.concat(this.shared.valueStream(), this.node.path("parameters").valueStream())
				.map(CONTRACT::resolve)
				.filter((parameter) -> parameter.get("in").asString().equals(in))
				.map((parameter) -> parameter.get("name").asString())
				.collect(Collectors.toSet());
		}

		@Override
		public String toString() {
			return this.method + " " + this.path;
		}

	}

	/** What the application and the file have to agree on. */
	record Route(String method, String path, Set<String> consumes, Set<String> query, Set<String> headers) {

		String key() {
			return this.method + " " + this.path;
		}

		/** One path and method may have a handler for each content type. */
		Route and(Route other) {
			return new Route(this.method, this.path, union(this.consumes, other.consumes),
					union(this.query, other.query), union(this.headers, other.headers));
		}

		private static Set<String> union(Set<String> some, Set<String> others) {
			Set<String> all = new HashSet<>(some);
			all.addAll(others);
			return all;
		}

	}

}
