package io.wirepost.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a device may do wrong. */
enum Trouble {

	/** Every byte is a write of its own. */
	SPLIT("every byte is a write of its own"),
	/** Several frames are one write. */
	MERGED("four frames are one write"),
	/** A byte every 100 ms. */
	SLOW("a byte every 100 ms"),
	/** Stops reading and sending without closing. */
	HALF_OPEN("after a second it neither reads nor sends, and does not close"),
	/** Random bytes between frames. */
	GARBAGE("1 to 32 random bytes before every fourth frame"),
	/** All reconnect at once, again and again. */
	STORM("all such devices reconnect at once, every 2 s"),
	/** Text in another charset. */
	WRONG_CHARSET("text in another charset in every fourth frame");

	private final String meaning;

	Trouble(String meaning) {
		this.meaning = meaning;
	}

	String meaning() {
		return this.meaning;
	}

	/** The word on the command line, such as {@code half-open}. */
	String word() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Optional<Trouble> of(String word) {
		return Arrays.stream(values()).filter((one) -> one.word().equals(word)).findFirst();
	}

}
