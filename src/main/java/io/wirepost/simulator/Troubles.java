package io.wirepost.simulator;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.wirepost.settings.InvalidSettingsException;

/**
 * Which share of the devices has which trouble.
 *
 * @param shares 0 to 1, by trouble
 */
record Troubles(Map<Trouble, Double> shares) {

	private static final Pattern ENTRY = Pattern.compile("([a-z-]+)(?:=(\\d{1,3})%)?");

	private static final double ALL = 100;

	/**
	 * Reads words such as {@code split,garbage=10%}. A word alone is for all devices.
	 * @throws InvalidSettingsException if one is not known
	 */
	static Troubles of(Iterable<String> words) {
		Map<Trouble, Double> shares = new EnumMap<>(Trouble.class);
		for (String word : words) {
			Matcher entry = ENTRY.matcher(word);
			Trouble trouble = entry.matches() ? Trouble.of(entry.group(1)).orElse(null) : null;
			double share = (trouble != null && entry.group(2) != null) ? Integer.parseInt(entry.group(2)) : ALL;
			if (trouble == null || share > ALL) {
				throw new InvalidSettingsException("trouble",
						"'%s' is none; use one or more of %s, with a share of the devices as in garbage=10%%".formatted(
								word,
								Arrays.stream(Trouble.values()).map(Trouble::word).collect(Collectors.joining(", "))));
			}
			shares.put(trouble, share / ALL);
		}
		return new Troubles(shares);
	}

	boolean isEmpty() {
		return this.shares.isEmpty();
	}

	/**
	 * The troubles of one of the devices. The first devices have them, at least one where
	 * there is a share at all.
	 * @param device its number, from 1
	 */
	Set<Trouble> of(int device, int devices) {
		Set<Trouble> its = EnumSet.noneOf(Trouble.class);
		this.shares.forEach((trouble, share) -> {
			if (share > 0 && device <= Math.max(1, Math.round(share * devices))) {
				its.add(trouble);
			}
		});
		return its;
	}

}
