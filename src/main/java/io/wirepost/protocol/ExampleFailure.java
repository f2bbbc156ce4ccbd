package io.wirepost.protocol;

/**
 * An example that does not come out as it says.
 *
 * @param example its name
 * @param what what differs, such as {@code out}
 * @param expected what the example says
 * @param actual what came out
 */
public record ExampleFailure(String example, String what, String expected, String actual) {

	/** In one sentence. */
	public String sentence() {
		return "The example '%s' expects %s %s, but gets %s".formatted(this.example, this.what, shown(this.expected),
				shown(this.actual));
	}

	/** In lines, with a mark under the first character that differs. */
	public String lines() {
		int common = 0;
		while (common < Math.min(this.expected.length(), this.actual.length())
				&& this.expected.charAt(common) == this.actual.charAt(common)) {
			common++;
		}
		return "  %s: %s%n    expected %s%n    actual   %s%n             %s^".formatted(this.example, this.what,
				this.expected, this.actual, " ".repeat(common));
	}

	private static String shown(String value) {
		return value.isEmpty() ? "nothing" : value;
	}

}
