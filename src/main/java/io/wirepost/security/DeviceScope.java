package io.wirepost.security;

import java.util.function.BiPredicate;
import java.util.function.Function;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Authorizes by a caller's scopes and devices. A caller that is limited to some devices
 * is refused a list of everything, rather than shown a part of it.
 */
final class DeviceScope {

	private DeviceScope() {
	}

	/** Allows what has nothing to do with devices. */
	static AuthorizationManager<RequestAuthorizationContext> anyDevice(Scope scope) {
		return allows(scope, (caller, context) -> true);
	}

	/** Allows what concerns all devices. */
	static AuthorizationManager<RequestAuthorizationContext> allDevices(Scope scope) {
		return allows(scope, (caller, context) -> caller.reaches(null));
	}

	/** Allows what is about the device in the path. */
	static AuthorizationManager<RequestAuthorizationContext> pathDevice(Scope scope) {
		return allows(scope, (caller, context) -> caller.reaches(id(context.getVariables().get("device"))));
	}

	/** Allows what the query restricts to one device. */
	static AuthorizationManager<RequestAuthorizationContext> queryDevice(Scope scope) {
		return allows(scope, (caller, context) -> {
			String[] devices = context.getRequest().getParameterValues("device");
			return caller.reaches((devices != null && devices.length == 1) ? id(devices[0]) : null);
		});
	}

	/**
	 * Allows what is about a delivery to such a device.
	 * @param deviceOf the device of a delivery, by the delivery's id in the path; null if
	 * there is none
	 */
	static AuthorizationManager<RequestAuthorizationContext> deviceOfDelivery(Scope scope,
			Function<String, @Nullable DeviceId> deviceOf) {
		return allows(scope, (caller, context) -> {
			String delivery = context.getVariables().get("delivery");
			return caller.reaches((delivery != null) ? deviceOf.apply(delivery) : null);
		});
	}

	private static AuthorizationManager<RequestAuthorizationContext> allows(Scope scope,
			BiPredicate<Caller, RequestAuthorizationContext> rule) {
		return (authentication,
				context) -> new AuthorizationDecision(Callers.of(authentication.get())
					.filter((caller) -> caller.has(scope) && rule.test(caller, context))
					.isPresent());
	}

	/**
	 * Null for an invalid device id: callers that may reach all devices get an error
	 * later.
	 */
	private static @Nullable DeviceId id(@Nullable String text) {
		try {
			return (text != null) ? new DeviceId(text) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
