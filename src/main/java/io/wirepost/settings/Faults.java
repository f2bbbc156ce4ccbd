package io.wirepost.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Collects the faults of several settings, so that a user sees all of them at once. */
public final class Faults {

	private final List<Fault> found = new ArrayList<>();

	/**
	 * Creates a part from its settings, and collects its faults.
	 * @param property the prefix of the part's settings; empty if its faults have full
	 * names
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

	/** Runs a check, and collects its faults. */
	public void check(Runnable rule) {
		read("", () -> {
			rule.run();
			return this;
		});
	}

	/** Adds a fault unless a condition is true. */
	public Faults that(boolean holds, String property, String sentence, Object... values) {
		if (!holds) {
			this.found.add(new Fault(property, sentence.formatted(values)));
		}
		return this;
	}

	/**
	 * Throws if there are faults.
	 * @throws InvalidSettingsException with all faults
	 */
	public void throwIfAny() {
		if (!this.found.isEmpty()) {
			throw new InvalidSettingsException(this.found);
		}
	}

	/** The faults so far; may be added to. */
	public List<Fault> found() {
		return this.found;
	}

	/**
	 * Returns a part if there are no faults.
	 * @throws InvalidSettingsException with all faults, if there are any
	 */
	public <T> T unlessAny(@Nullable T part) {
		if (part == null || !this.found.isEmpty()) {
			throw new InvalidSettingsException(this.found);
		}
		return part;
	}

}
