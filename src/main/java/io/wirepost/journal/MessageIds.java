package io.wirepost.journal;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * Makes message ids that only grow: UUIDs of version 7 whose millisecond is the clock's,
 * or the last id's if the clock is behind it (RFC 9562, section 6.2, method 2: the random
 * part counts up within a millisecond). So the order of the journal survives clock
 * changes, and a restart, given the last stored id. For one thread.
 */
public final class MessageIds {

	private static final long RANDOM_BITS = (1L << 62) - 1;

	private final InstantSource clock;

	private final RandomGenerator random;

	private long milli;

	private int counter;

	private long tail;

	/**
	 * @param last the last id given out, which the next one follows; null for none
	 */
	public MessageIds(InstantSource clock, RandomGenerator random, @Nullable MessageId last) {
		this.clock = clock;
		this.random = random;
		if (last != null) {
			this.milli = last.epochMilli();
			this.counter = (int) (last.value().getMostSignificantBits() & 0xFFF);
			this.tail = last.value().getLeastSignificantBits() & RANDOM_BITS;
		}
	}

	public MessageId next() {
		long now = this.clock.millis();
		if (now > this.milli) {
			this.milli = now;
			this.counter = 0;
			// The upper half is left for counting.
			this.tail = this.random.nextLong() & (RANDOM_BITS >>> 1);
		}
		else {
			this.tail += 1 + (this.random.nextInt() & 0xFFFF);
			if (this.tail > RANDOM_BITS) {
				this.tail &= RANDOM_BITS >>> 1;
				this.counter++;
				if (this.counter > 0xFFF) {
					this.counter = 0;
					this.milli++;
				}
			}
		}
		return new MessageId(new UUID((this.milli << 16) | 0x7000L | this.counter, 0x8000_0000_0000_0000L | this.tail));
	}

}
