package io.wirepost.security;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jwt.JWTClaimsSet;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every path and method that the application has, tried by every kind of caller. A path
 * without a rule in the table here fails.
 */
class AccessMatrixTests {

	/** Who may do something. */
	private enum Rule {

		/** Everybody, without credentials too. */
		OPEN,
		/** Everybody with credentials. */
		ANY,
		/** Readers, for whatever devices. */
		READ,
		/** Readers of all devices. */
		READ_ALL,
		/** Readers of all devices, and of the device that the query names. */
		READ_QUERY,
		/** Readers of the device in the path. */
		READ_DEVICE,
		/** Senders to the device in the path. */
		SEND_DEVICE,
		/** Senders to all devices. */
		SEND_ALL,
		/** Administrators, for whatever devices. */
		ADMIN,
		/** Administrators of all devices. */
		ADMIN_ALL,
		/** No caller at all. */
		NOBODY

	}

	private static final Map<String, Rule> RULES = new LinkedHashMap<>();

	static {
		rule(Rule.OPEN, "GET /livez", "GET /readyz", "GET /actuator/health", "GET /actuator/health/liveness",
				"GET /actuator/health/readiness", "GET /", "GET /console/access", "GET /console/**");
		rule(Rule.ANY, "GET /api/me");
		rule(Rule.READ, "GET /api/listeners", "GET /api/listeners/{name}", "GET /api/protocols",
				"GET /api/protocols/{name}", "GET /openapi.yaml", "GET /v3/api-docs", "GET /swagger-ui.html",
				"GET /actuator/info", "GET /actuator/prometheus");
		rule(Rule.READ_ALL, "GET /api/polls", "GET /api/polls/{name}");
		rule(Rule.READ_QUERY, "GET /api/broadcasts/{id}", "GET /api/connections", "GET /api/connections/{id}",
				"GET /api/deliveries", "GET /api/devices", "GET /api/messages", "GET /api/messages/stream",
				"GET /api/messages/export", "GET /api/messages/{id}", "GET /api/messages/{id}/payload",
				"GET /api/rejections", "GET /api/replicas", "GET /api/webhooks",
				"GET /api/webhooks/{name}/dead-letters");
		rule(Rule.READ_DEVICE, "GET /api/devices/{id}", "GET /api/devices/{id}/messages",
				"GET /api/devices/{id}/latest");
		// There is no such delivery, so no device of it.
		rule(Rule.READ_ALL, "GET /api/deliveries/{id}");
		rule(Rule.SEND_ALL, "DELETE /api/deliveries/{id}");
		rule(Rule.SEND_DEVICE, "POST /api/devices/{id}/messages", "POST /api/devices/{id}/exchanges");
		rule(Rule.SEND_ALL, "POST /api/connections/{id}/messages", "POST /api/broadcasts");
		rule(Rule.ADMIN, "POST /api/framings/decode", "POST /api/protocols/try");
		rule(Rule.ADMIN_ALL, "PUT /api/devices/{id}", "DELETE /api/devices/{id}", "DELETE /api/connections/{id}",
				"PUT /api/listeners/{name}", "DELETE /api/listeners/{name}", "PUT /api/protocols/{name}",
				"DELETE /api/protocols/{name}", "PUT /api/polls/{name}", "DELETE /api/polls/{name}",
				"POST /api/webhooks/{name}/pause", "POST /api/webhooks/{name}/resume",
				"POST /api/webhooks/{name}/replay", "DELETE /api/webhooks/{name}/replay",
				"DELETE /api/webhooks/{name}/dead-letters", "POST /api/replicas/{id}/drain");
		rule(Rule.NOBODY, "POST /cluster/takeovers", "POST /cluster/owners", "POST /cluster/queues",
				"POST /cluster/changes", "POST /cluster/connections");
		rule(Rule.NOBODY, "GET /actuator", "GET /error", "POST /error", "PUT /error", "DELETE /error");
	}

	private static final String OWN = "boiler-7";

	private static final String OTHER = "pump-1";

	private static Issuer issuer;

	private static Wirepost wirepost;

	private static Device device;

	private static List<Kind> kinds;

	private static void rule(Rule rule, String... routes) {
		for (String route : routes) {
			RULES.put(route, rule);
		}
	}

	@BeforeAll
	static void start() {
		issuer = Issuer.start();
		List<String> settings = new ArrayList<>(
				List.of("wirepost.listeners.default.port=0", "wirepost.listeners.default.identify.by=first-frame",
						"wirepost.listeners.default.identify.pattern=^(?<id>\\S+)$",
						"wirepost.security.jwt.issuer=" + issuer.uri(), "wirepost.security.jwt.devices-claim=devices"));
		for (String token : List.of("reader:read:*", "sender:send:*", "boss:admin:*", "boilers:read,send:boiler-*",
				"boilerboss:admin:boiler-*", "old:admin:*")) {
			String[] parts = token.split(":");
			String name = "wirepost.security.tokens." + parts[0];
			settings.add(name + ".sha256=" + Tokens.sha256(parts[0]));
			settings.add(name + ".scopes=" + parts[1]);
			settings.add(name + ".devices=" + parts[2]);
		}
		settings.add("wirepost.security.tokens.old.expires=2020-01-01");
		wirepost = Wirepost.start(settings.toArray(String[]::new));
		device = wirepost.dial("default").say(OWN + "\n");
		await().until(() -> wirepost.api().withToken("reader").get("/api/devices/" + OWN).status() == 200);
		Map<String, Object> all = Map.of("scope", "admin", "devices", "*");
		kinds = List.of(new Kind("no token", null, Set.of(), "", false), bad("a wrong token", "wrong"),
				bad("an expired token", "old"), new Kind("read", "reader", Set.of(Scope.READ), "*", true),
				new Kind("send", "sender", Set.of(Scope.SEND), "*", true),
				new Kind("admin", "boss", Set.of(Scope.values()), "*", true),
				new Kind("read and send, boilers", "boilers", Set.of(Scope.READ, Scope.SEND), "boiler", true),
				new Kind("admin, boilers", "boilerboss", Set.of(Scope.values()), "boiler", true),
				new Kind("JWT, read", issuer.jwt(Map.of("scope", "read", "devices", "*")), Set.of(Scope.READ), "*",
						true),
				new Kind("JWT, read and send, boilers", issuer.jwt(Map.of("scope", "send read", "devices", "boiler-*")),
						Set.of(Scope.READ, Scope.SEND), "boiler", true),
				new Kind("JWT, admin", issuer.jwt(all), Set.of(Scope.values()), "*", true),
				new Kind("JWT without scopes", issuer.jwt(Map.of("devices", "*")), Set.of(), "*", true),
				bad("JWT, expired",
						issuer.signed(new JWTClaimsSet.Builder().issuer(issuer.uri())
							.subject("x")
							.expirationTime(new Date(0))
							.build())),
				bad("JWT of another issuer", issuer.jwt(Map.of("iss", "https://other.example", "scope", "admin"))));
	}

	private static Kind bad(String what, String token) {
		return new Kind(what, token, Set.of(), "", false);
	}

	@AfterAll
	static void stop() {
		device.close();
		wirepost.close();
		issuer.close();
	}

	/** Each method and path of the application, as its mappings have them. */
	private static Set<String> routes() {
		Set<String> routes = new TreeSet<>(
				List.of("POST /api/devices/{id}/messages", "POST /api/connections/{id}/messages"));
		wirepost.context()
			.getBeansOfType(RequestMappingHandlerMapping.class)
			.values()
			.forEach((mappings) -> mappings.getHandlerMethods()
				.keySet()
				.forEach((mapping) -> mapping.getPatternValues()
					.forEach((path) -> methods(mapping)
						.forEach((method) -> routes.add(method + " " + path.replaceAll("/$", ""))))));
		wirepost.bean(PathMappedEndpoints.class).getAllPaths().forEach((path) -> routes.add("GET " + path));
		routes.addAll(List.of("GET /livez", "GET /readyz", "GET /actuator", "GET /actuator/health/liveness",
				"GET /actuator/health/readiness", "GET /", "GET /console/**"));
		return routes;
	}

	private static Stream<String> methods(RequestMappingInfo mapping) {
		Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
		return methods.isEmpty() ? Stream.of("GET", "POST", "PUT", "DELETE")
				: methods.stream().map(RequestMethod::name);
	}

	@Test
	void everyPathHasARuleHere() {
		assertThat(routes()).containsExactlyInAnyOrderElementsOf(RULES.keySet());
	}

	@Test
	void everyCallerMayDoWhatTheTableSaysAndNothingElse() {
		List<String> wrong = new ArrayList<>();
		RULES.forEach((route, rule) -> kinds.forEach((kind) -> {
			String method = route.substring(0, route.indexOf(' '));
			String path = route.substring(route.indexOf(' ') + 1);
			for (String target : targets(path, rule)) {
				String expected = expected(rule, kind, target);
				for (String way : method.equals("GET") ? List.of("GET", "HEAD") : List.of(method)) {
					// A GET would follow the stream for ever.
					if (!path.equals("/api/messages/stream") || way.equals("HEAD") || !expected.equals("allowed")) {
						String is = outcome(kind, way, target);
						if (!is.equals(expected)) {
							wrong.add("%s %s by %s: %s, not %s".formatted(way, target, kind.what(), is, expected));
						}
					}
				}
			}
		}));
		assertThat(wrong).isEmpty();
	}

	/** The device in the path is there, so that only the rule decides. */
	private static List<String> targets(String path, Rule rule) {
		if (rule == Rule.READ_DEVICE || rule == Rule.SEND_DEVICE) {
			return List.of(path.replace("{id}", OWN), path.replace("{id}", OTHER));
		}
		String target = path.replaceAll("\\{[a-z]+}", "none");
		return (rule == Rule.READ_QUERY) ? List.of(target, target + "?device=" + OWN, target + "?device=" + OTHER)
				: List.of(target);
	}

	private static String expected(Rule rule, Kind kind, String target) {
		if (!kind.isKnown()) {
			return (rule == Rule.OPEN && kind.token() == null) ? "allowed" : "401";
		}
		boolean own = target.contains(OWN);
		boolean isAllowed = switch (rule) {
			case OPEN, ANY -> true;
			case READ -> kind.scopes().contains(Scope.READ);
			case READ_ALL -> kind.scopes().contains(Scope.READ) && kind.reachesAll();
			case READ_QUERY, READ_DEVICE -> kind.scopes().contains(Scope.READ) && (kind.reachesAll() || own);
			case SEND_DEVICE -> kind.scopes().contains(Scope.SEND) && (kind.reachesAll() || own);
			case SEND_ALL -> kind.scopes().contains(Scope.SEND) && kind.reachesAll();
			case ADMIN -> kind.scopes().contains(Scope.ADMIN);
			case ADMIN_ALL -> kind.scopes().contains(Scope.ADMIN) && kind.reachesAll();
			case NOBODY -> false;
		};
		return isAllowed ? "allowed" : "403";
	}

	private static String outcome(Kind kind, String method, String target) {
		Api api = (kind.token() != null) ? wirepost.api().withToken(kind.token()) : wirepost.api();
		boolean hasBody = method.equals("POST") || method.equals("PUT");
		Api.Answer answer = api.send(method, target, hasBody ? "application/json" : null,
				hasBody ? "{".getBytes(StandardCharsets.UTF_8) : null);
		return switch (answer.status()) {
			case 401, 403 -> Integer.toString(answer.status());
			// The many bad tokens of this test; a HEAD has no problem to tell.
			case 429 -> (answer.bytes().length == 0 || answer.problem().equals("too-many-failures")) ? "401" : "429";
			default -> (answer.status() < 500) ? "allowed" : answer.toString();
		};
	}

	/**
	 * A kind of caller.
	 *
	 * @param devices {@code *} for all, or what their ids begin with
	 */
	private record Kind(String what, String token, Set<Scope> scopes, String devices, boolean isKnown) {

		boolean reachesAll() {
			return this.devices.equals("*");
		}

		@Override
		public String toString() {
			return this.what + this.scopes.stream().map(Scope::word).collect(Collectors.joining(","));
		}

	}

}
