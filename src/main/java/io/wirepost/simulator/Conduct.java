package io.wirepost.simulator;

import java.util.Random;
import java.util.Set;

/**
 * What a device says next, with the noise of its troubles. Used on the simulation's
 * thread.
 */
final class Conduct {

	/** Every so many frames there is noise. */
	private static final int NOISE = 4;

	private static final int MOST_GARBAGE = 32;

	private final Speech speech;

	private final Set<Trouble> troubles;

	private final Random random;

	private final int device;

	private long count;

	Conduct(Speech speech, Set<Trouble> troubles, Random random, int device) {
		this.speech = speech;
		this.troubles = troubles;
		this.random = random;
		this.device = device;
	}

	/** Whether each acknowledgement is due, as nothing that it says harms a frame. */
	boolean isOrderly() {
		return this.troubles.isEmpty() || Set.of(Trouble.SPLIT, Trouble.MERGED).containsAll(this.troubles);
	}

	/** Puts the next frame into the outbox. */
	void say(Outbox outbox) {
		boolean noise = this.count % NOISE == NOISE - 1;
		if (noise && this.troubles.contains(Trouble.GARBAGE)) {
			byte[] garbage = new byte[1 + this.random.nextInt(MOST_GARBAGE)];
			this.random.nextBytes(garbage);
			outbox.add(Utterance.noise(garbage));
		}
		outbox.add((noise && this.troubles.contains(Trouble.WRONG_CHARSET)) ? this.speech.foreign()
				: this.speech.next(this.device, this.count));
		this.count++;
	}

}
