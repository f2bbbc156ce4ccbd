package io.wirepost.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.wirepost.journal.SteadyTime;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that what a caller sends twice under one key is sent once. Keys are kept by
 * the store for 24 h, at most {@value #MOST} of them; those of requests under way are
 * here. Safe for all threads; may block.
 */
final class IdempotencyKeys {

	/** The most keys that are kept. */
	static final long MOST = 1_000_000;

	private final DeliveryStore store;

	private final SteadyTime time;

	private final Map<String, Use> underWay = new ConcurrentHashMap<>();

	IdempotencyKeys(DeliveryStore store, SteadyTime time) {
		this.store = store;
		this.time = time;
	}

	/**
	 * Sends, unless that was done under the same key before.
	 * @param send sends, given the key's fingerprint
	 * @param known what became of an earlier delivery
	 * @throws KeyReusedException if something else was sent under the key
	 */
	CompletableFuture<Delivery> once(String key, String fingerprint, Function<String, CompletableFuture<Delivery>> send,
			Function<UsedKey, CompletableFuture<Delivery>> known) {
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
						"%d idempotency keys are kept already; leave the key out, or try again later".formatted(MOST));
			}
			CompletableFuture<Delivery> told = (before != null) ? known.apply(before) : send.apply(fingerprint);
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

	private @Nullable UsedKey find(String key) {
		long since = this.time.millis() - DeliveryWriter.KEYS.toMillis();
		return this.store.findKey(key)
			.filter((used) -> new MessageId(used.delivery()).epochMilli() >= since)
			.orElse(null);
	}

	private static void check(String key, String before, String now) {
		if (!before.equals(now)) {
			throw new KeyReusedException(key);
		}
	}

	/** Tells requests apart: SHA-256 in hex, over where to, what, and how. */
	static String fingerprint(String target, Outgoing outgoing, SendOptions options) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			String how = "%s\n%s\n%s\n".formatted(target, options.awaitReply(), options.expiresIn());
			digest.update(how.getBytes(StandardCharsets.UTF_8));
			if (outgoing.charset() != null) {
				// The same text in whatever charset the device reads just now.
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

}
