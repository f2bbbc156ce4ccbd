package io.wirepost.message;

import java.util.regex.Pattern;

/**
 * The name of a device: an identity that outlives its connections.
 *
 * @param value 1 to 128 characters of {@code A-Z a-z 0-9 . _ : -}, except {@code .} and
 * {@code ..}, which mean something else in a path
 */
public record DeviceId(String value) implements Comparable<DeviceId> {

	private static final Pattern PATTERN = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._:-]{1,128}");

	public DeviceId {
		if (!PATTERN.matcher(value).matches()) {
			throw new IllegalArgumentException("Device id '%s' is not 1 to 128 of A-Z a-z 0-9 . _ : -, or is . or .."
				.formatted((value.length() > 128) ? value.substring(0, 128) + "…" : value));
		}
	}

	@Override
	public int compareTo(DeviceId other) {
		return this.value.compareTo(other.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
