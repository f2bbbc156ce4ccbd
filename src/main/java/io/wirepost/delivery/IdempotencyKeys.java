package io.wirepost.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import io.wirepost.journal.SteadyTime;
import io.wirepost.delivery.failure.KeyReusedException;
import io.wirepost.delivery.failure.QueueFullException;
import org.jspecify.annotations.Nullable;

/**
 * Sends only once what a caller sends repeatedly under one key. The store has keys for 24
 * h, at most {@value #MOST} of them, a quarter of which a caller may have; this holds
 * those of running requests. If two requests still reach the store, as from two replicas,
 * the second gets {@link DeliveryStore.KeyTaken}. Safe for all threads; reads the store,
 * without a lock, so not for event loops.
 */
final class IdempotencyKeys {

	/** The most stored keys. */
	static final long MOST = 1_000_000;

	/** The most stored keys of one caller, counted since the start. */
	static final long MOST_OF_CALLER = MOST / 4;

	private final DeliveryStore store;

	private final SteadyTime time;

	private final Shares shares = new Shares(MOST_OF_CALLER);

	private final Map<String, Use> underWay = new ConcurrentHashMap<>();

	IdempotencyKeys(DeliveryStore store, SteadyTime time) {
		this.store = store;
		this.time = time;
	}

	/**
	 * Sends, unless the key was used before.
	 * @param send sends, given the key's fingerprint
	 * @param known finds the earlier delivery
	 * @throws KeyReusedException if the key was used for another request
	 */
	CompletableFuture<Delivery> once(SendOptions.Key given, String fingerprint,
			Function<String, CompletableFuture<Delivery>> send, Function<UsedKey, CompletableFuture<Delivery>> known) {
		String key = given.stored();
		Use mine = new Use(fingerprint, new CompletableFuture<>());
		Use other = this.underWay.putIfAbsent(key, mine);
		if (other != null) {
			check(key, other.fingerprint(), fingerprint);
			return other.told().copy();
		}
		mine.told().whenComplete((delivery, failure) -> this.underWay.remove(key, mine));
		try {
			UsedKey before = find(key);
			if (before != null) {
				check(key, before.fingerprint(), fingerprint);
			}
			else if (this.store.keys() >= MOST) {
				throw new QueueFullException(
						"%d idempotency keys are stored already; leave the key out, or try again later"
							.formatted(MOST));
			}
			CompletableFuture<Delivery> told = (before != null) ? known.apply(before)
					: sendNew(given, () -> send.apply(fingerprint));
			told.whenComplete((delivery, failure) -> {
				if (failure != null) {
					mine.told().completeExceptionally(failure);
				}
				else {
					mine.told().complete(delivery);
				}
			});
			return told;
		}
		catch (RuntimeException ex) {
			mine.told().completeExceptionally(ex);
			throw ex;
		}
	}

	/** A key of a send that was refused does not count. */
	private CompletableFuture<Delivery> sendNew(SendOptions.Key key, Supplier<CompletableFuture<Delivery>> send) {
		Runnable giveBack = this.shares.take(key.caller(), this.time.millis());
		try {
			CompletableFuture<Delivery> told = send.get();
			told.whenComplete((delivery, failure) -> {
				if (failure != null) {
					giveBack.run();
				}
			});
			return told;
		}
		catch (RuntimeException ex) {
			giveBack.run();
			throw ex;
		}
	}

	private @Nullable UsedKey find(String key) {
		return this.store.findKey(key).filter((used) -> used.isInForce(this.time.millis())).orElse(null);
	}

	static void check(String key, String before, String now) {
		if (!before.equals(now)) {
			throw new KeyReusedException(key);
		}
	}

	/** Identifies a request: SHA-256 in hex, over its target, content and options. */
	static String fingerprint(String target, Outgoing outgoing, SendOptions options) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			String how = "%s\n%s\n%s\n%s\n".formatted(target, options.awaitReply(),
					(options.replyEnd() != null) ? options.replyEnd().source() : "", options.expiresIn());
			digest.update(how.getBytes(StandardCharsets.UTF_8));
			if (outgoing.charset() != null) {
				// The same text is the same request in any charset of the device.
				digest.update(outgoing.payload()
					.decode(outgoing.charset())
					.map((text) -> text.getBytes(StandardCharsets.UTF_8))
					.orElseGet(() -> outgoing.payload().toByteArray()));
			}
			else {
				digest.update(outgoing.payload().asByteBuffer());
			}
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A key in use. */
	private record Use(String fingerprint, CompletableFuture<Delivery> told) {
	}

	/**
	 * How many keys each caller has used of late, by the hour. The caller that used one
	 * longest ago is forgotten first. Safe for all threads.
	 */
	static final class Shares {

		private static final int HOURS = (int) UsedKey.LIFETIME.toHours() + 1;

		private static final int CALLERS = 10_000;

		private final long most;

		private final Map<String, Hours> byCaller = new LinkedHashMap<>(16, 0.75f, true) {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, Hours> eldest) {
				return size() > CALLERS;
			}

		};

		Shares(long most) {
			this.most = most;
		}

		/**
		 * Counts a key.
		 * @param caller null where all callers are one, which may have all keys
		 * @return gives it back
		 * @throws QueueFullException if the caller has too many
		 */
		synchronized Runnable take(@Nullable String caller, long millis) {
			if (caller == null) {
				return () -> {
				};
			}
			long hour = Duration.ofMillis(millis).toHours();
			Hours hours = this.byCaller.computeIfAbsent(caller, (key) -> new Hours());
			if (hours.sum(hour) >= this.most) {
				throw new QueueFullException(
						"%d idempotency keys of this caller are stored already; leave the key out, or try again later"
							.formatted(this.most));
			}
			hours.add(hour, 1);
			return () -> giveBack(hours, hour);
		}

		private synchronized void giveBack(Hours hours, long hour) {
			hours.add(hour, -1);
		}

		/** Counts by the hour, each in the place of that of a day before. */
		private static final class Hours {

			private final long[] hours = new long[HOURS];

			private final int[] counts = new int[HOURS];

			private void add(long hour, int count) {
				int place = (int) (hour % HOURS);
				if (this.hours[place] != hour) {
					this.hours[place] = hour;
					this.counts[place] = 0;
				}
				this.counts[place] = Math.max(0, this.counts[place] + count);
			}

			private long sum(long hour) {
				long sum = 0;
				for (int i = 0; i < HOURS; i++) {
					sum += (this.hours[i] > hour - HOURS) ? this.counts[i] : 0;
				}
				return sum;
			}

		}

	}

}
