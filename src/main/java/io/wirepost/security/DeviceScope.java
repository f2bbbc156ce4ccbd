package io.wirepost.security;

import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Decides by a token's scope and by the devices it may reach. A token for some devices
 * only is refused what is not about one of them, rather than shown a part of it.
 */
class DeviceScope {

	/** Allows what is about the device in the path. */
	AuthorizationManager<RequestAuthorizationContext> with(String scope) {
		return (authentication, context) -> decide(authentication, scope, context.getVariables().get("device"));
	}

	/** Allows what the query restricts to one device. */
	AuthorizationManager<RequestAuthorizationContext> filtered(String scope) {
		return (authentication, context) -> {
			String[] devices = context.getRequest().getParameterValues("device");
			String device = (devices != null && devices.length == 1) ? devices[0] : null;
			return decide(authentication, scope, device);
		};
	}

	/**
	 * Allows what is about a delivery to such a device.
	 * @param deviceOf the device of a delivery, by the delivery's id in the path; null if
	 * there is none
	 */
	AuthorizationManager<RequestAuthorizationContext> ofDelivery(String scope,
			Function<String, @Nullable String> deviceOf) {
		return (authentication, context) -> {
			String delivery = context.getVariables().get("delivery");
			return decide(authentication, scope, (delivery != null) ? deviceOf.apply(delivery) : null);
		};
	}

	/** Allows what concerns all devices. */
	AuthorizationManager<RequestAuthorizationContext> withAll(String scope) {
		return (authentication, context) -> decide(authentication, scope, null);
	}

	private static AuthorizationDecision decide(Supplier<? extends @Nullable Authentication> authentication,
			String scope, @Nullable String device) {
		Authentication caller = authentication.get();
		return new AuthorizationDecision(has(caller, scope) && reaches(caller, device));
	}

	private static boolean has(@Nullable Authentication caller, String scope) {
		return caller != null && caller.isAuthenticated()
				&& caller.getAuthorities().stream().anyMatch((one) -> scope.equals(one.getAuthority()));
	}

	private static boolean reaches(@Nullable Authentication caller, @Nullable String device) {
		if (caller == null || !(caller.getPrincipal() instanceof OAuth2AuthenticatedPrincipal principal)) {
			return false;
		}
		String devices = principal.getAttribute(Tokens.DEVICES);
		return devices == null || devices.equals("*") || (device != null && matches(devices, device));
	}

	private static boolean matches(String pattern, String device) {
		String regex = Pattern.compile("\\*")
			.splitAsStream(pattern + " ")
			.map((part) -> Pattern.quote(part))
			.collect(Collectors.joining(".*"));
		return Pattern.matches(regex, device + " ");
	}

}
