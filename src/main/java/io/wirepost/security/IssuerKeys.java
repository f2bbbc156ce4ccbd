package io.wirepost.security;

import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an issuer. They are fetched when they are first needed, when a JWT names a
 * key that is not there, and when they are old; one thread at a time, and seldom enough
 * that JWTs with invented key ids cannot make Wirepost hammer the issuer. Old keys are
 * renewed on a thread of their own; a request waits shortly for it only if they are too
 * old to be believed. While the issuer is away, keys are used until they are an hour old.
 * Safe for all threads; may block.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {

	/** Keys of this age are fetched again. */
	static final Duration FRESH = Duration.ofMinutes(5);

	/**
	 * Keys of this age are used only if the issuer does not give others in time: it may
	 * have removed some since they were fetched.
	 */
	static final Duration BELIEVED = Duration.ofMinutes(6);

	/** So long a request waits for a fetch of others, counted from its beginning. */
	static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

	/** After a fetch that failed, no request waits for another one in this time. */
	static final Duration AWAY = Duration.ofMinutes(1);

	/** Keys of this age are used no more. */
	static final Duration USABLE = Duration.ofHours(1);

	/** So many fetches at once, and then one in this time. */
	static final int FETCHES = 5;

	static final Duration PAUSE = Duration.ofSeconds(10);

	/** So many requests wait for a fetch; all others are told to come back. */
	private static final int MOST_WAITING = 8;

	private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

	private final KeyLocation location;

	private final IssuerState state;

	private final LongSupplier nanos;

	private final Bucket fetches;

	private final ReentrantLock fetching = new ReentrantLock();

	private final AtomicInteger waiting = new AtomicInteger();

	/** Its thread ends when there was nothing to do. */
	private final ThreadPoolExecutor renewing = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), IssuerKeys::thread);

	/** The renewal that is under way, or was last. */
	private Renewal renewal = new Renewal(0, CompletableFuture.completedFuture(null));

	private volatile @Nullable Long failedAt;

	private volatile @Nullable Keys keys;

	/** Counts the fetches. Written under the lock. */
	private volatile int fetched;

	/**
	 * @param nanos a clock that only goes forward
	 */
	IssuerKeys(KeyLocation location, IssuerState state, LongSupplier nanos) {
		this.location = location;
		this.state = state;
		this.nanos = nanos;
		this.fetches = Bucket.builder().addLimit((limit) -> limit.capacity(FETCHES).refillGreedy(1, PAUSE)).build();
		this.renewing.allowCoreThreadTimeOut(true);
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "wirepost-issuer-keys");
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * The keys that may have signed a JWT.
	 * @return empty if the issuer has none
	 * @throws KeysUnavailableException if that cannot be told now
	 */
	@Override
	public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
		if (isOlderThan(FRESH)) {
			renewInBackground();
		}
		List<JWK> found = select(selector);
		if (!found.isEmpty()) {
			return found;
		}
		fetchUnlessDone(this.fetched);
		found = select(selector);
		if (found.isEmpty() && this.state.problem() != null) {
			throw new KeysUnavailableException(PAUSE);
		}
		return found;
	}

	private List<JWK> select(JWKSelector selector) {
		Keys known = this.keys;
		return (known != null && !isOlderThan(USABLE)) ? selector.select(known.set()) : List.of();
	}

	private boolean isOlderThan(Duration age) {
		Keys known = this.keys;
		return known != null && this.nanos.getAsLong() - known.fetchedAt() > age.toNanos();
	}

	/** Waits only if the keys are too old to be believed, and the issuer is not away. */
	private void renewInBackground() {
		Renewal renewal = renewal();
		Long failed = this.failedAt;
		long now = this.nanos.getAsLong();
		if (isOlderThan(BELIEVED) && (failed == null || now - failed > AWAY.toNanos())) {
			renewal.await(LONGEST_WAIT.toNanos() - (System.nanoTime() - renewal.begunAt()));
		}
	}

	private synchronized Renewal renewal() {
		if (this.renewal.done().isDone() && this.fetches.getAvailableTokens() > 0) {
			this.renewal = new Renewal(System.nanoTime(), CompletableFuture.runAsync(this::renew, this.renewing));
		}
		return this.renewal;
	}

	private void renew() {
		this.fetching.lock();
		try {
			if (isOlderThan(FRESH)) {
				fetchIfAllowed();
			}
		}
		finally {
			this.fetching.unlock();
		}
	}

	/**
	 * Fetches, unless another thread has done so since.
	 * @param before the number of fetches when keys were last looked for
	 */
	private void fetchUnlessDone(int before) throws KeysUnavailableException {
		try {
			if (this.waiting.incrementAndGet() > MOST_WAITING) {
				throw new KeysUnavailableException(Duration.ofSeconds(1));
			}
			this.fetching.lock();
			try {
				if (this.fetched == before) {
					fetchIfAllowed();
				}
			}
			finally {
				this.fetching.unlock();
			}
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	private void fetchIfAllowed() {
		ConsumptionProbe probe = this.fetches.tryConsumeAndReturnRemaining(1);
		if (!probe.isConsumed()) {
			return;
		}
		try {
			JWKSet set = JWKSet.parse(this.location.read());
			this.keys = new Keys(set, this.nanos.getAsLong());
			this.failedAt = null;
			if (this.state.works()) {
				LOG.info("The keys of the issuer can be read again");
			}
		}
		catch (IOException | ParseException | RuntimeException ex) {
			this.failedAt = this.nanos.getAsLong();
			String problem = (ex instanceof IOException) ? String.valueOf(ex.getMessage())
					: "what it answered is not a set of keys";
			if (this.state.fails(problem)) {
				LOG.warn("The keys of the issuer of JWTs cannot be read: {}", problem);
				LOG.debug("The keys of the issuer of JWTs cannot be read", ex);
			}
		}
		finally {
			this.fetched++;
		}
	}

	/**
	 * A fetch on the thread for that.
	 *
	 * @param begunAt by {@link System#nanoTime()}
	 */
	private record Renewal(long begunAt, CompletableFuture<Void> done) {

		void await(long nanos) {
			try {
				this.done.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (TimeoutException | ExecutionException ex) {
				// The keys that are there count.
			}
		}

	}

	private record Keys(JWKSet set, long fetchedAt) {
	}

	/** The keys cannot be read now. */
	static final class KeysUnavailableException extends KeySourceException {

		private static final long serialVersionUID = 1L;

		private final Duration retryAfter;

		KeysUnavailableException(Duration retryAfter) {
			super("The keys of the issuer cannot be read now");
			this.retryAfter = retryAfter;
		}

		Duration retryAfter() {
			return this.retryAfter;
		}

	}

}
