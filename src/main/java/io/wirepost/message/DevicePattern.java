package io.wirepost.message;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Which devices are meant: a text in which {@code *} stands for any characters, compiled
 * once. Immutable and safe for all threads.
 *
 * @param text the text
 * @param pattern null for all devices
 */
public record DevicePattern(String text, @Nullable Pattern pattern) {

	/** All devices, and what has no device. */
	public static final DevicePattern ALL = new DevicePattern("*", null);

	/** The devices that a text such as {@code boiler-*} means. */
	public static DevicePattern of(String text) {
		if (text.equals(ALL.text)) {
			return ALL;
		}
		return new DevicePattern(text, Pattern
			.compile(Arrays.stream(text.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*"))));
	}

	/**
	 * Whether a device is meant.
	 * @param device null for no device, or for all of them: matched only by {@link #ALL}
	 */
	public boolean matches(@Nullable DeviceId device) {
		return this.pattern == null || (device != null && this.pattern.matcher(device.value()).matches());
	}

	@Override
	public String toString() {
		return this.text;
	}

}
