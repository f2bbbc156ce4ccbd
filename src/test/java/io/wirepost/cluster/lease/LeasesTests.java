package io.wirepost.cluster.lease;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.ClusterSettings;
import io.wirepost.cluster.ReplicaIdentity;
import io.wirepost.engine.Engine;
import io.wirepost.engine.postgres.TestPostgres;
import io.wirepost.forward.Destination;
import io.wirepost.forward.Forwarder;
import io.wirepost.forward.webhook.WebhookState;
import io.wirepost.harness.Postgres;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Position;
import io.wirepost.settings.Backoff;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Replicas that want the same leases, on one database. */
class LeasesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	/** Longer than any test takes. */
	private static final Duration NEVER = Duration.ofMinutes(5);

	private final String url = Postgres.newUrl();

	private final List<Replica> opened = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.opened.forEach(Replica::close);
	}

	private Replica replica(Duration deadAfter) {
		Replica replica = new Replica(this.url, deadAfter);
		this.opened.add(replica);
		return replica;
	}

	@Test
	void aProcessOnItsOwnHasEveryLeaseAtOnce() {
		Leases leases = new Leases(Cluster.NONE, LeaseStore.NONE, new SimpleMeterRegistry());
		Work work = new Work();
		leases.seek("a", work);
		assertThat(work.now).isEqualTo(new Lease("a", 0));
		assertThat(leases.isHeld("a")).isTrue();
		assertThat(leases.holder("a")).isEmpty();
		leases.leave("a");
		assertThat(work.now).isNull();
	}

	@Test
	void theFirstReplicaHasANewLeaseAtOnceAndGivesItBackWhenItStops() {
		Replica first = replica(NEVER);
		Replica second = replica(NEVER);
		first.seek("a");
		assertThat(first.work.now).isEqualTo(new Lease("a", 1));
		assertThat(first.gauge("a")).isEqualTo(1);
		second.seek("a");
		await().untilAsserted(() -> assertThat(second.leases.holder("a")).contains(first.incarnation));
		assertThat(second.work.now).isNull();
		assertThat(second.gauge("a")).isZero();
		first.leases.leave("a");
		assertThat(first.work.now).isNull();
		await().untilAsserted(() -> assertThat(second.work.now).isEqualTo(new Lease("a", 2)));
		await().untilAsserted(() -> assertThat(first.leases.holder("a")).contains(second.incarnation));
	}

	@Test
	void aReplicaThatWasDeclaredDeadIsFollowedAtOnce() {
		Replica first = replica(NEVER);
		Replica second = replica(NEVER);
		first.seek("a");
		second.seek("a");
		first.isCut = true;
		second.postgres.declareDead(first.incarnation);
		await().untilAsserted(() -> assertThat(second.work.now).isEqualTo(new Lease("a", 2)));
	}

	@Test
	void whoeverCannotRenewStopsByItselfAndIsFollowed() {
		Replica first = replica(PATIENCE);
		first.seek("a");
		await().until(() -> first.leases.isHeld("a"));
		first.isCut = true;
		await().until(() -> first.work.now == null);
		assertThat(first.leases.isHeld("a")).isFalse();
		Replica second = replica(PATIENCE);
		second.seek("a");
		await().until(() -> second.work.now != null);
		first.isCut = false;
		await().until(() -> second.leases.holder("a").isPresent());
	}

	@Test
	void replicasThatLiveShareWhatIsFree() {
		Replica first = replica(NEVER);
		List<String> names = List.of("a", "b", "c", "d");
		names.forEach(first::seek);
		assertThat(names).allMatch(first.leases::isHeld);
		Replica second = replica(NEVER);
		Replica third = replica(NEVER);
		names.forEach(second::seek);
		names.forEach(third::seek);
		names.forEach(first.leases::leave);
		await().until(() -> names.stream().allMatch((name) -> second.leases.isHeld(name) != third.leases.isHeld(name)));
	}

	@Test
	void nothingIsSavedUnderALeaseThatAnotherReplicaGot() {
		Replica first = replica(NEVER);
		Replica second = replica(NEVER);
		first.seek("webhook:a");
		second.seek("webhook:a");
		Lease old = first.work.now;
		assertThat(old).isNotNull();
		first.save(old);
		first.isCut = true;
		second.postgres.declareDead(first.incarnation);
		await().until(() -> second.work.now != null);
		assertThatThrownBy(() -> first.save(old)).isInstanceOf(LeaseLostException.class);
		assertThatThrownBy(() -> first.engine().webhookStates().under(old).save("a", new WebhookState(true, null)))
			.isInstanceOf(LeaseLostException.class);
		assertThatThrownBy(() -> first.engine().deadLetters().under(old).add("a", List.of(), 10))
			.isInstanceOf(LeaseLostException.class);
		second.save(second.work.now);
	}

	@Test
	void aForwarderThatWasStoppedInABatchSendsItTwiceAtMostAndSavesNothing() {
		Replica first = replica(NEVER);
		Replica second = replica(NEVER);
		Sending slow = new Sending();
		Sending quick = new Sending();
		quick.goOn.countDown();
		first.leases.seek("webhook:a", slow.forwarded(first));
		second.leases.seek("webhook:a", quick.forwarded(second));
		List<String> texts = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 20; i++) {
			texts.add("m" + i);
			first.postgres.journal().append(TestMessages.message("a", "m" + i)).join();
		}
		await().until(() -> !slow.sent.isEmpty());
		first.isCut = true;
		second.postgres.declareDead(first.incarnation);
		await().untilAsserted(() -> assertThat(quick.sent).isEqualTo(texts));
		Position saved = second.postgres.journal().end();
		await().untilAsserted(() -> assertThat(second.engine().cursors().find("webhook:a")).contains(saved));
		List<String> before = List.copyOf(slow.sent);
		slow.goOn.countDown();
		await().until(() -> slow.forwarder != null && slow.forwarder.isEnded());
		assertThat(slow.sent).isEqualTo(before);
		assertThat(second.engine().cursors().find("webhook:a")).contains(saved);
	}

	/** One replica, which can be cut off. */
	private static final class Replica {

		private final UUID incarnation = UUID.randomUUID();

		private final TestPostgres postgres;

		private final MeterRegistry registry = new SimpleMeterRegistry();

		private final Leases leases;

		private final Work work = new Work();

		private volatile boolean isCut;

		Replica(String url, Duration deadAfter) {
			this.postgres = TestPostgres.open(url);
			this.postgres.member(this.incarnation);
			ClusterSettings settings = new ClusterSettings(true, "127.0.0.1:1", null, "0123456789abcdef", null,
					Duration.ofMillis(100), deadAfter);
			this.leases = new Leases(new Cluster(new ReplicaIdentity("r", this.incarnation, "127.0.0.1:1"), settings),
					cuttable(engine().leases()), this.registry);
		}

		Engine engine() {
			return this.postgres.stores();
		}

		private LeaseStore cuttable(LeaseStore store) {
			return (LeaseStore) Proxy.newProxyInstance(LeaseStore.class.getClassLoader(),
					new Class<?>[] { LeaseStore.class }, (proxy, method, arguments) -> {
						if (this.isCut) {
							throw new JournalUnavailableException("The network is cut");
						}
						try {
							return method.invoke(store, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

		void seek(String name) {
			this.leases.seek(name, this.work);
		}

		void save(Lease lease) {
			engine().cursors().under(lease).save("webhook:a", Position.BEGINNING);
		}

		double gauge(String name) {
			return this.registry.get("wirepost.lease").tag("name", name).gauge().value();
		}

		void close() {
			this.leases.destroy();
			this.postgres.close();
		}

	}

	/** What the last lease is. */
	private static final class Work implements LeaseHolder {

		private volatile @Nullable Lease now;

		@Override
		public void gained(Lease lease) {
			this.now = lease;
		}

		@Override
		public void lost() {
			this.now = null;
		}

	}

	/** Sends a few at a time, when it may. */
	private static final class Sending implements Destination {

		private final List<String> sent = new CopyOnWriteArrayList<>();

		private final CountDownLatch goOn = new CountDownLatch(1);

		private volatile @Nullable Forwarder forwarder;

		LeaseHolder forwarded(Replica replica) {
			return new LeaseHolder() {

				@Override
				public void gained(Lease lease) {
					Forwarder begun = new Forwarder(Sending.this, replica.postgres.journal().follower(),
							replica.engine().cursors().under(lease),
							new Backoff(Duration.ofMillis(1), Duration.ofMillis(20)), Clock.systemUTC(),
							new SplittableRandom(3));
					Sending.this.forwarder = begun;
					begun.start();
				}

				@Override
				public void lost() {
					// A process that is stopped stops nothing.
				}
			};
		}

		@Override
		public String name() {
			return "webhook:a";
		}

		@Override
		public int batchSize() {
			return 3;
		}

		@Override
		public boolean wants(DeviceMessage message) {
			return true;
		}

		@Override
		public void send(List<DeviceMessage> batch) throws InterruptedException {
			this.sent.addAll(TestMessages.texts(batch));
			this.goOn.await();
		}

	}

}
