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
import org.jspecify.annotations.Nullable;

/**
 * Sends only once what a caller sends repeatedly under one key. The store has keys for 24
 * h, at most {@value #MOST} of them; this holds those of running requests. If two
 * requests still reach the store, as from two replicas, the second gets
 * {@link DeliveryStore.KeyTaken}. Safe for all threads; reads the store, without a lock,
 * so not for event loops.
 */
final class IdempotencyKeys {

	/** The most stored keys. */
	static final long MOST = 1_000_000;

	private final DeliveryStore store;

	private final SteadyTime time;

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
						"%d idempotency keys are stored already; leave the key out, or try again later"
							.formatted(MOST));
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

}
