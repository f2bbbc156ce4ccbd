package io.wirepost.settings;

/**
 * One thing wrong with a setting.
 *
 * @param property the setting's name, as the user writes it; empty for the whole
 * @param sentence what is wrong with which value, and what to do
 */
public record Fault(String property, String sentence) {

	/** The same fault, with its property below a prefix. */
	public Fault within(String prefix) {
		if (prefix.isEmpty()) {
			return this;
		}
		return new Fault(this.property.isEmpty() ? prefix : prefix + "." + this.property, this.sentence);
	}

	boolean isAbout(Fault other) {
		return this.property.equals(other.property);
	}

	@Override
	public String toString() {
		return this.property.isEmpty() ? this.sentence : this.property + ": " + this.sentence;
	}

}
