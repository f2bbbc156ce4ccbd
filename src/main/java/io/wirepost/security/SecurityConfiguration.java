package io.wirepost.security;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.Hops;
import io.wirepost.connection.Listeners;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryLog;
import io.wirepost.message.DeviceId;
import io.wirepost.settings.SettingsReader;
import jakarta.servlet.DispatcherType;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Which caller may call which path. Every path that is not listed is denied. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	/** No tracing span for each filter: it would cost more than the filter. */
	@Bean
	SecurityObservationSettings noSpans() {
		return SecurityObservationSettings.noObservations();
	}

	@Bean
	HttpFirewall firewall() {
		return new HeaderFirewall();
	}

	@Bean
	Refusals refusals(MeterRegistry registry) {
		return new Refusals(new FailedAttempts(System::nanoTime), new RefusalCounter(registry));
	}

	/** Requests of other replicas, by their own port; none for a process on its own. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	SecurityFilterChain hopFilters(Cluster cluster, Hops hops) {
		int port = cluster.isEnabled() ? cluster.self().port() : -1;
		return new DefaultSecurityFilterChain((request) -> request.getLocalPort() == port, new HopFilter(hops));
	}

	/** Built only where callers have to authenticate: it takes a tenth of the start. */
	@Bean
	SecurityFilterChain filters(ObjectProvider<HttpSecurity> http, Refusals refusals, Callers callers,
			Environment environment, Listeners listeners, SettingsReader reader, ObjectProvider<DeliveryLog> deliveries)
			throws Exception {
		if (!callers.isConfigured()) {
			LoopbackRule.require(environment, listeners.settings(), reader);
			return open();
		}
		return withoutDpop(withTokens(stateless(http.getObject()), refusals, callers,
				(delivery) -> deviceOf(deliveries.getObject(), delivery)));
	}

	/**
	 * Without Spring Security's filter for DPoP (RFC 9449), which it adds by itself: no
	 * caller here is bound to a key, so it could only refuse, and does so without a
	 * problem detail. Such a request has no bearer token, and is told so.
	 */
	private static SecurityFilterChain withoutDpop(SecurityFilterChain chain) {
		return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE,
				chain.getFilters().stream().filter((filter) -> !(filter instanceof AuthenticationFilter)).toList());
	}

	private static HttpSecurity stateless(HttpSecurity http) throws Exception {
		return http.csrf(AbstractHttpConfigurer::disable)
			.formLogin(AbstractHttpConfigurer::disable)
			.httpBasic(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
	}

	/**
	 * Requires no credentials: only this machine can connect. The headers are those that
	 * Spring Security writes by default.
	 */
	private static SecurityFilterChain open() {
		List<HeaderWriter> headers = List.of(new XContentTypeOptionsHeaderWriter(), new XXssProtectionHeaderWriter(),
				new CacheControlHeadersWriter(), new HstsHeaderWriter(),
				new XFrameOptionsHeaderWriter(XFrameOptionsHeaderWriter.XFrameOptionsMode.DENY));
		return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, new HeaderWriterFilter(headers),
				new LoopbackOnly());
	}

	private static @Nullable DeviceId deviceOf(DeliveryLog deliveries, String delivery) {
		try {
			return deliveries.find(UUID.fromString(delivery)).map(Delivery::device).orElse(null);
		}
		catch (IllegalArgumentException ex) {
			// An invalid id: callers that may see everything get 404 from the controller.
			return null;
		}
	}

	private static SecurityFilterChain withTokens(HttpSecurity http, Refusals refusals, Callers callers,
			Function<String, @Nullable DeviceId> deviceOf) throws Exception {
		return http
			.oauth2ResourceServer((server) -> server.opaqueToken((opaque) -> opaque.introspector(callers))
				.authenticationEntryPoint(refusals)
				.accessDeniedHandler(refusals))
			.addFilterAfter(new CallerFilter(refusals), BearerTokenAuthenticationFilter.class)
			.exceptionHandling((handling) -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
			.authorizeHttpRequests((requests) -> requests
				.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
				.permitAll()
				.requestMatchers("/livez", "/readyz", "/actuator/health", "/actuator/health/liveness",
						"/actuator/health/readiness")
				.permitAll()
				// The console's files have no data.
				.requestMatchers(reading("/", "/console/**"))
				.permitAll()
				.requestMatchers(reading("/api/me"))
				.authenticated()
				.requestMatchers(HttpMethod.POST, "/api/devices/{device}/messages", "/api/devices/{device}/exchanges")
				.access(DeviceScope.pathDevice(Scope.SEND))
				.requestMatchers(HttpMethod.POST, "/api/connections/*/messages", "/api/broadcasts")
				.access(DeviceScope.allDevices(Scope.SEND))
				.requestMatchers(HttpMethod.DELETE, "/api/deliveries/{delivery}")
				.access(DeviceScope.deviceOfDelivery(Scope.SEND, deviceOf))
				.requestMatchers(reading("/api/deliveries/{delivery}"))
				.access(DeviceScope.deviceOfDelivery(Scope.READ, deviceOf))
				.requestMatchers(HttpMethod.POST, "/api/framings/decode", "/api/protocols/try")
				.access(DeviceScope.anyDevice(Scope.ADMIN))
				.requestMatchers(reading("/api/devices/{device}", "/api/devices/{device}/**"))
				.access(DeviceScope.pathDevice(Scope.READ))
				.requestMatchers(reading("/api/listeners/**", "/api/protocols/**", "/actuator/info",
						"/actuator/prometheus", "/openapi.yaml", "/v3/api-docs", "/swagger-ui.html", "/swagger-ui/**"))
				.access(DeviceScope.anyDevice(Scope.READ))
				.requestMatchers(reading("/api/polls/**"))
				.access(DeviceScope.allDevices(Scope.READ))
				.requestMatchers(reading("/api/**"))
				.access(DeviceScope.queryDevice(Scope.READ))
				.requestMatchers("/api/**")
				.access(DeviceScope.allDevices(Scope.ADMIN))
				.anyRequest()
				.denyAll())
			.build();
	}

	/** GET, and HEAD, which is a GET without its body (RFC 9110, section 9.3.2). */
	private static RequestMatcher[] reading(String... paths) {
		PathPatternRequestMatcher.Builder matchers = PathPatternRequestMatcher.withDefaults();
		return Arrays.stream(paths)
			.flatMap((path) -> Stream.of(matchers.matcher(HttpMethod.GET, path),
					matchers.matcher(HttpMethod.HEAD, path)))
			.toArray(RequestMatcher[]::new);
	}

}
