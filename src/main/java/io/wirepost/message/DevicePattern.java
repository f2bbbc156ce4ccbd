package io.wirepost.message;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A pattern of device ids, in which {@code *} matches any characters. Compiled once.
 * Immutable and safe for all threads.
 *
 * @param text the text
 * @param pattern the compiled pattern; null for all devices
 */
public record DevicePattern(String text, @Nullable Pattern pattern) {

	/** Matches all devices, and messages that have no device. */
	public static final DevicePattern ALL = new DevicePattern("*", null);

	/** Parses a text such as {@code boiler-*}. */
	public static DevicePattern of(String text) {
		if (text.equals(ALL.text)) {
			return ALL;
		}
		return new DevicePattern(text, Pattern
			.compile(Arrays.stream(text.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*"))));
	}

	/** Matches what any of some texts matches; nothing if there are none. */
	public static DevicePattern anyOf(List<String> texts) {
		List<DevicePattern> all = texts.stream().map(DevicePattern::of).toList();
		return all.contains(ALL) ? ALL : new DevicePattern(String.join(",", texts), Pattern
			.compile(all.stream().map((one) -> String.valueOf(one.pattern)).collect(Collectors.joining("|"))));
	}

	/**
	 * Whether a device matches.
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
