package io.wirepost.security;

import java.util.Collections;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Checks all headers of a request before anything reads one. Spring Security's own check
 * runs whenever a header is read, so a refusal surfaces as an error of whichever filter
 * or controller reads it first, and each read costs a regular expression. Here a value
 * has to be visible ASCII, spaces and tabs (RFC 9110, section 5.5). Names are checked by
 * Tomcat, parameter names by the controllers.
 */
class HeaderFirewall extends StrictHttpFirewall {

	HeaderFirewall() {
		setAllowedHeaderNames((name) -> true);
		setAllowedHeaderValues((value) -> true);
		setAllowedParameterNames((name) -> true);
	}

	/**
	 * @throws HeaderRefusedException if a header has another character
	 */
	@Override
	public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
		for (String name : Collections.list(request.getHeaderNames())) {
			for (String value : Collections.list(request.getHeaders(name))) {
				if (!value.chars().allMatch(HeaderFirewall::isAllowed)) {
					throw new HeaderRefusedException(name);
				}
			}
		}
		return super.getFirewalledRequest(request);
	}

	private static boolean isAllowed(int character) {
		return (character >= ' ' && character <= '~') || character == '\t';
	}

}
