package io.wirepost.forward;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.wirepost.harness.Wirepost;
import io.wirepost.journal.JournalFollower;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageEraser;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Position;
import io.wirepost.settings.Backoff;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A forwarder on a journal, with a destination and a cursor store that fail as told. */
class ForwarderTests {

	private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));

	private static Wirepost wirepost;

	private static MessageJournal journal;

	private final Failing store = new Failing();

	private final Taking destination = new Taking();

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start();
		journal = wirepost.bean(MessageJournal.class);
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	private Forwarder forwarder() {
		return new Forwarder(this.destination, wirepost.bean(JournalFollower.class), this.store, QUICK,
				Clock.systemUTC(), new SplittableRandom(3));
	}

	private Forwarder forwarder(JournalRange range, Runnable atEnd) {
		return new Forwarder(this.destination, wirepost.bean(JournalFollower.class), this.store, QUICK,
				Clock.systemUTC(), new SplittableRandom(3), range, atEnd);
	}

	private static List<String> append(int from, int to) {
		List<String> texts = IntStream.range(from, to).mapToObj(Integer::toString).toList();
		List<DeviceMessage> kept = new ArrayList<>();
		texts.forEach((text) -> kept
			.add(journal.append(TestMessages.message("a", Direction.INBOUND, "default", Instant.now(), text)).join()));
		assertThat(kept).hasSize(to - from);
		return texts;
	}

	@Test
	void aStoreThatCannotBeWrittenHoldsItUpButRepeatsNothing() {
		this.store.failures.set(3);
		Forwarder forwarder = forwarder();
		forwarder.start();
		List<String> texts = append(0, 50);
		await().until(() -> this.destination.taken.equals(texts));
		this.store.failures.set(5);
		append(50, 100);
		await().until(() -> this.destination.taken.size() == 100 && this.store.failures.get() <= 0);
		await().untilAsserted(() -> assertThat(this.store.find("test")).contains(forwarder.progress().cursor()));
		forwarder.stop();
		assertThat(this.destination.taken).doesNotHaveDuplicates();
	}

	@Test
	void whatWasTakenOfABatchIsNotSentAgain() {
		this.destination.takesOnly = 3;
		Forwarder forwarder = forwarder();
		forwarder.start();
		List<String> texts = append(0, 40);
		await().until(() -> this.destination.taken.size() == 40);
		forwarder.stop();
		assertThat(this.destination.taken).isEqualTo(texts);
	}

	@Test
	void aFaultOfTheDestinationDoesNotEndIt() {
		this.destination.faults.set(4);
		Forwarder forwarder = forwarder();
		forwarder.start();
		List<String> texts = append(0, 10);
		await().until(() -> this.destination.taken.equals(texts));
		await().until(() -> forwarder.lag().isZero() && forwarder.progress().failures() == 0);
		assertThat(forwarder.progress().lastError()).isNotNull();
		forwarder.stop();
	}

	@Test
	void goesOnFromItsCursorWhateverCameMeanwhile() {
		Forwarder first = forwarder();
		first.start();
		append(0, 10);
		await().until(() -> this.destination.taken.size() == 10 && first.lag().isZero());
		first.stop();
		append(10, 20);
		Forwarder second = forwarder();
		second.start();
		append(20, 30);
		await().until(() -> this.destination.taken.size() == 30);
		second.stop();
		assertThat(this.destination.taken).isEqualTo(IntStream.range(0, 30).mapToObj(Integer::toString).toList());
	}

	@Test
	void whatIsErasedWhileTheDestinationIsAwayIsNotSentOnceItIsBack() {
		this.destination.away = true;
		Forwarder forwarder = forwarder();
		forwarder.start();
		DeviceMessage secret = journal
			.append(TestMessages.message("gone", Direction.INBOUND, "default", Instant.now(), "secret"))
			.join();
		await().until(() -> forwarder.progress().failures() > 2);
		wirepost.bean(MessageEraser.class).erase(secret.device());
		List<String> texts = append(0, 3);
		this.destination.away = false;
		await().until(() -> this.destination.taken.containsAll(texts));
		forwarder.stop();
		assertThat(this.destination.taken).isEqualTo(texts);
	}

	@Test
	void nothingFailsOnceThereIsNothingLeftToSend() {
		this.destination.away = true;
		Forwarder forwarder = forwarder();
		forwarder.start();
		DeviceMessage secret = journal
			.append(TestMessages.message("gone", Direction.INBOUND, "default", Instant.now(), "secret"))
			.join();
		await().until(() -> forwarder.progress().failures() > 2 && forwarder.lag().toNanos() > 0);
		wirepost.bean(MessageEraser.class).erase(secret.device());
		await().until(() -> forwarder.progress().failures() == 0);
		assertThat(forwarder.lag()).isZero();
		assertThat(forwarder.progress().nextAttemptAt()).isNull();
		assertThat(forwarder.progress().lastError()).isNotNull();
		forwarder.stop();
	}

	@Test
	void aFaultOfTheCursorStoreDoesNotEndIt() {
		Forwarder forwarder = forwarder();
		forwarder.start();
		this.destination.takesOnly = 2;
		this.store.faults.set(3);
		List<String> texts = append(0, 20);
		await().until(() -> this.destination.taken.size() == 20);
		forwarder.stop();
		assertThat(this.destination.taken).isEqualTo(texts);
	}

	@Test
	void aRangeEndsAtItsEndWhateverFails() throws InterruptedException {
		append(0, 10);
		Position begin = wirepost.bean(JournalFollower.class).end();
		List<String> texts = append(10, 30);
		Position end = wirepost.bean(JournalFollower.class).end();
		append(30, 40);
		this.store.save("test", begin);
		this.destination.takesOnly = 3;
		this.store.failures.set(2);
		CountDownLatch over = new CountDownLatch(1);
		Forwarder forwarder = forwarder(new JournalRange(end, null, null), over::countDown);
		forwarder.start();
		assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.destination.taken).isEqualTo(texts);
		assertThat(forwarder.progress().cursor()).isEqualTo(end);
		assertThat(this.store.find("test")).contains(end);
		forwarder.stop();
	}

	@Test
	void aRangeOfATimeWithNothingInItEndsWithoutSendingAnything() throws InterruptedException {
		append(0, 10);
		Position end = wirepost.bean(JournalFollower.class).end();
		this.store.save("test", Position.BEGINNING);
		CountDownLatch over = new CountDownLatch(1);
		Forwarder forwarder = forwarder(new JournalRange(end, null, Instant.EPOCH), over::countDown);
		forwarder.start();
		assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.destination.taken).isEmpty();
		forwarder.stop();
	}

	@Test
	void whatIsPausedSendsNothingAndStops() {
		Forwarder forwarder = forwarder();
		forwarder.pause();
		forwarder.start();
		List<String> texts = append(0, 10);
		await().until(() -> forwarder.lag().toNanos() > 0);
		forwarder.resume();
		await().until(() -> this.destination.taken.equals(texts));
		forwarder.pause();
		append(10, 20);
		await().until(() -> forwarder.lag().toNanos() > 0);
		forwarder.stop();
		assertThat(this.destination.taken).isEqualTo(texts);
	}

	/** Takes all, or a few at a time. */
	private static final class Taking implements Destination {

		private final List<String> taken = new CopyOnWriteArrayList<>();

		private final AtomicInteger faults = new AtomicInteger();

		private volatile int takesOnly = Integer.MAX_VALUE;

		private volatile boolean away;

		@Override
		public String name() {
			return "test";
		}

		@Override
		public int batchSize() {
			return 7;
		}

		@Override
		public boolean wants(DeviceMessage message) {
			return true;
		}

		@Override
		public void send(List<DeviceMessage> batch) throws NotTakenException {
			if (this.away) {
				throw new NotTakenException("Nobody is there");
			}
			if (this.faults.getAndDecrement() > 0) {
				throw new IllegalStateException("A fault that nobody foresaw");
			}
			int some = Math.min(this.takesOnly, batch.size());
			batch.subList(0, some)
				.forEach((message) -> this.taken
					.add(new String(message.payload().toByteArray(), StandardCharsets.UTF_8)));
			if (some < batch.size()) {
				throw new NotTakenException("Enough for now", some, Duration.ZERO);
			}
		}

	}

	/** Fails some times. */
	private static final class Failing implements CursorStore {

		private final Map<String, Position> kept = new ConcurrentHashMap<>();

		private final AtomicInteger failures = new AtomicInteger();

		private final AtomicInteger faults = new AtomicInteger();

		@Override
		public Optional<Position> find(String name) {
			return Optional.ofNullable(this.kept.get(name));
		}

		@Override
		public void save(String name, Position cursor) {
			if (this.failures.getAndDecrement() > 0) {
				throw new JournalUnavailableException("The disk is full");
			}
			if (this.faults.getAndDecrement() > 0) {
				throw new IllegalStateException("A fault that nobody foresaw");
			}
			this.kept.put(name, cursor);
		}

		@Override
		public void remove(String name) {
			this.kept.remove(name);
		}

	}

}
