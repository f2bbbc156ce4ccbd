package io.wirepost.forward;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * Which devices are meant, with {@code *} for any characters.
 *
 * @param pattern null for whatever device, and for none
 */
record DevicePattern(@Nullable Pattern pattern) {

	static DevicePattern of(String text) {
		if (text.equals("*")) {
			return new DevicePattern(null);
		}
		return new DevicePattern(Pattern
			.compile(Arrays.stream(text.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*"))));
	}

	boolean matches(@Nullable DeviceId device) {
		return this.pattern == null || (device != null && this.pattern.matcher(device.value()).matches());
	}

}
