package io.wirepost.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Gathers the faults of several settings, so that a user sees all of them at once. */
public final class Faults {

	private final List<Fault> found = new ArrayList<>();

	/**
	 * Makes a part of its settings.
	 * @param property where these settings stand; empty for those that name themselves
	 * @return null if they have faults
	 */
	public <T> @Nullable T read(String property, Supplier<T> part) {
		try {
			return part.get();
		}
		catch (InvalidSettingsException ex) {
			this.found.addAll(ex.within(property).faults());
			return null;
		}
	}

	/** Makes sure of something that makes nothing. */
	public void check(Runnable rule) {
		read("", () -> {
			rule.run();
			return this;
		});
	}

	/** Adds a fault unless a rule holds. */
	public Faults that(boolean holds, String property, String sentence, Object... values) {
		if (!holds) {
			this.found.add(new Fault(property, sentence.formatted(values)));
		}
		return this;
	}

	/**
	 * Ends the look.
	 * @throws InvalidSettingsException with all that was found, if anything was
	 */
	public void throwIfAny() {
		if (!this.found.isEmpty()) {
			throw new InvalidSettingsException(this.found);
		}
	}

	/** Where faults may be added. */
	public List<Fault> found() {
		return this.found;
	}

	/**
	 * A part that was read, unless anything has a fault.
	 * @throws InvalidSettingsException with all that was found
	 */
	public <T> T unlessAny(@Nullable T part) {
		if (part == null || !this.found.isEmpty()) {
			throw new InvalidSettingsException(this.found);
		}
		return part;
	}

}
