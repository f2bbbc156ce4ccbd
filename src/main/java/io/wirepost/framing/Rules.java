package io.wirepost.framing;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;

/** Rules for a framing's settings; every one that is broken is told, not the first. */
final class Rules {

	private final List<Fault> faults = new ArrayList<>();

	Rules that(boolean holds, String property, String sentence, Object... values) {
		if (!holds) {
			this.faults.add(new Fault(property, sentence.formatted(values)));
		}
		return this;
	}

	Rules bytes(String property, @Nullable String word, String meaning) {
		if (word == null) {
			return that(false, property,
					"has to be set: %s, in hex or as text with escapes, such as \"0D0A\" or \"\\r\\n\"", meaning);
		}
		try {
			ByteSequence.parse(word);
		}
		catch (IllegalArgumentException ex) {
			that(false, property, "%s", ex.getMessage());
		}
		return this;
	}

	Rules maxFrameSize(DataSize size) {
		return that(FrameLimit.allows(size), "max-frame-size", "'%s' is not between 1B and %s",
				FrameLimit.word(size.toBytes()), FrameLimit.word(FrameLimit.MAXIMUM.toBytes()));
	}

	/**
	 * Ends the rules.
	 * @throws InvalidSettingsException if any is broken
	 */
	void check() {
		if (!this.faults.isEmpty()) {
			throw new InvalidSettingsException(this.faults);
		}
	}

}
