package io.wirepost.security;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Keys that grow old, with a clock that the test moves. */
class IssuerKeysTests {

	private final AtomicLong nanos = new AtomicLong(System.nanoTime());

	private Issuer issuer;

	private IssuerKeys keys;

	private JWKSelector known;

	@BeforeEach
	void start() throws Exception {
		this.issuer = Issuer.start();
		JwtSettings settings = new JwtSettings(null, this.issuer.keysUri(), List.of(), null, null, null, null, null,
				null);
		this.keys = new IssuerKeys(
				new KeyLocation(settings, new IssuerClient(null, new DefaultSslBundleRegistry()), (host, port) -> {
				}), new IssuerState(), this.nanos::get);
		this.known = new JWKSelector(new JWKMatcher.Builder().keyID(this.issuer.key().getKeyID()).build());
		assertThat(get()).hasSize(1);
	}

	@AfterEach
	void stop() {
		this.issuer.close();
	}

	private List<JWK> get() throws Exception {
		return this.keys.get(this.known, null);
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	@Test
	void afterAQuietTimeAKeyThatTheIssuerHasRemovedIsNotTakenOnce() throws Exception {
		this.issuer.remove(this.issuer.key());
		pass(Duration.ofMinutes(10));
		assertThat(get()).isEmpty();
	}

	@Test
	void keysThatAreALittleOldAreRenewedBehindTheRequest() throws Exception {
		this.issuer.remove(this.issuer.key());
		pass(IssuerKeys.FRESH.plusSeconds(1));
		assertThat(get()).hasSizeLessThanOrEqualTo(1);
		await().until(() -> get().isEmpty());
		// One behind the request, and maybe one for the key that is not there any more.
		assertThat(this.issuer.fetches()).isBetween(2, 3);
	}

	@Test
	void aSlowIssuerCostsRequestsLittle() throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		this.issuer.misbehave((exchange) -> {
			try (exchange) {
				over.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		pass(IssuerKeys.FRESH.plusSeconds(1));
		long begun = System.nanoTime();
		assertThat(get()).hasSize(1);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(IssuerKeys.LONGEST_WAIT);
		pass(Duration.ofMinutes(4));
		for (int i = 0; i < 20; i++) {
			assertThat(get()).hasSize(1);
		}
		// All of them together wait for one fetch, and no longer than that.
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(IssuerClient.LONGEST);
		over.countDown();
		this.issuer.misbehave(null);
	}

	@Test
	void whileTheIssuerIsAwayItsKeysCountForAnHour() throws Exception {
		this.issuer.away();
		pass(Duration.ofMinutes(50));
		assertThat(get()).hasSize(1);
		pass(Duration.ofMinutes(11));
		assertThatExceptionOfType(IssuerKeys.KeysUnavailableException.class).isThrownBy(this::get);
		this.issuer.again();
	}

}
