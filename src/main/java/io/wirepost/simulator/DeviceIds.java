package io.wirepost.simulator;

import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/**
 * The ids of simulated devices: a pattern such as {@code sim-%d}, or an example's id
 * whose last characters are the device's number.
 *
 * @param pattern null for none
 */
record DeviceIds(@Nullable String pattern) {

	private static final int MOST_DIGITS = 9;

	DeviceIds {
		if (pattern != null && !pattern.matches("[A-Za-z0-9._:-]*%(0[1-9]\\d?)?d[A-Za-z0-9._:-]*")) {
			throw new InvalidSettingsException("ids",
					"'%s' is not A-Z a-z 0-9 . _ : - with one %%d, or %%09d, for the number, as in sim-%%d"
						.formatted(pattern));
		}
	}

	/** The id of a device, where an example has this one. */
	String of(int device, String example) {
		if (this.pattern != null) {
			return this.pattern.formatted(device);
		}
		int width = Math.min(example.length(), MOST_DIGITS);
		String digits = ("%0" + width + "d").formatted(device);
		if (digits.length() > width) {
			throw new InvalidSettingsException("devices",
					"the protocol's ids have %d characters, too few for %d devices".formatted(width, device));
		}
		return example.substring(0, example.length() - width) + digits;
	}

}
