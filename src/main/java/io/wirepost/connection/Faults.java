package io.wirepost.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/** Gathers the faults of several settings, so that a user sees all of them at once. */
final class Faults {

	private final List<Fault> found = new ArrayList<>();

	/**
	 * Makes a part of its settings.
	 * @param property where these settings stand; empty for those that name themselves
	 * @return null if they have faults
	 */
	<T> @Nullable T read(String property, Supplier<T> part) {
		try {
			return part.get();
		}
		catch (InvalidSettingsException ex) {
			this.found.addAll(ex.within(property).faults());
			return null;
		}
	}

	/** Makes sure of something that makes nothing. */
	void check(Runnable rule) {
		read("", () -> {
			rule.run();
			return this;
		});
	}

	/** Where faults may be added. */
	List<Fault> found() {
		return this.found;
	}

	/**
	 * A part that was read, unless anything has a fault.
	 * @throws InvalidSettingsException with all that was found
	 */
	<T> T unlessAny(@Nullable T part) {
		if (part == null || !this.found.isEmpty()) {
			throw new InvalidSettingsException(this.found);
		}
		return part;
	}

}
