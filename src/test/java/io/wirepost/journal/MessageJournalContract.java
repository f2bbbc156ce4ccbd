package io.wirepost.journal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.wirepost.journal.MessageQuery.Order;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Interpretation;
import io.wirepost.message.MessageId;
import io.wirepost.message.Payload;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.wirepost.journal.TestMessages.message;
import static io.wirepost.journal.TestMessages.text;
import static io.wirepost.journal.TestMessages.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What every engine's journal has to do. */
public abstract class MessageJournalContract {

	private static final Instant TIME = TestMessages.TIME;

	private final List<WholeJournal> opened = new ArrayList<>();

	private WholeJournal journal;

	/**
	 * Opens a journal on what this test has kept so far: nothing at first.
	 */
	protected abstract WholeJournal open(Clock clock, JournalSettings settings) throws Exception;

	/** Ends a journal in order. */
	protected abstract void close(WholeJournal journal) throws Exception;

	@BeforeEach
	void openTheJournal() throws Exception {
		this.journal = opened(new TestClock(TIME), 65536);
	}

	@AfterEach
	void closeTheJournals() throws Exception {
		for (WholeJournal each : this.opened) {
			close(each);
		}
	}

	private WholeJournal opened(Clock clock, int inbox) throws Exception {
		WholeJournal opened = open(clock, TestMessages.settings(inbox));
		this.opened.add(opened);
		return opened;
	}

	private WholeJournal reopened(Clock clock, int inbox) throws Exception {
		this.opened.remove(this.journal);
		close(this.journal);
		return opened(clock, inbox);
	}

	@Test
	void completesAnAppendWithTheMessageThatCanBeReadThen() {
		DeviceMessage kept = append(message("a", "hello"));
		assertThat(kept.id()).isNotNull();
		assertThat(this.journal.find(kept.requiredId())).contains(kept);
		assertThat(readAll(MessageQuery.behind(null, 10))).containsExactly(kept);
	}

	@Test
	void isWritableAndHasRoomAtFirst() {
		assertThat(this.journal.state()).isEqualTo(JournalState.WRITABLE);
		assertThat(this.journal.hasRoom()).isTrue();
		assertThat(readAll(MessageQuery.behind(null, 10))).isEmpty();
	}

	@Test
	void findsNothingUnderAnIdThatIsNotThere() {
		DeviceMessage kept = append(message("a", "hello"));
		UUID value = kept.requiredId().value();
		assertThat(this.journal
			.find(new MessageId(new UUID(value.getMostSignificantBits(), value.getLeastSignificantBits() + 1))))
			.isEmpty();
		assertThat(this.journal.find(MessageId.firstOf(0))).isEmpty();
	}

	@Test
	void keepsTheOrderOfOneThread() {
		List<String> texts = numbers(0, 10_000);
		appendAll("a", texts);
		List<DeviceMessage> kept = readAll(MessageQuery.behind(null, 500));
		assertThat(texts(kept)).isEqualTo(texts);
		assertThat(kept).extracting(DeviceMessage::requiredId).isSorted();
	}

	@Test
	void keepsTheOrderOfEachOfManyThreads() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<CompletableFuture<Void>> all = IntStream.range(0, 4)
				.mapToObj((thread) -> CompletableFuture.runAsync(() -> appendAll("device-" + thread, numbers(0, 2000)),
						threads))
				.toList();
			all.forEach(CompletableFuture::join);
		}
		finally {
			threads.shutdown();
		}
		assertThat(readAll(MessageQuery.behind(null, 500))).hasSize(8000);
		for (int thread = 0; thread < 4; thread++) {
			assertThat(texts(readAll(ofDevice("device-" + thread, Order.ASC, 500)))).isEqualTo(numbers(0, 2000));
		}
	}

	@Test
	void givesIdsThatGrowWhenTheClockIsSetBack() throws Exception {
		TestClock clock = new TestClock(TIME);
		this.journal = reopened(clock, 65536);
		MessageId first = append(message("a", "1")).requiredId();
		clock.move(Duration.ofHours(-1));
		MessageId second = append(message("a", "2")).requiredId();
		clock.move(Duration.ofHours(2));
		MessageId third = append(message("a", "3")).requiredId();
		assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void givesIdsThatGrowWhenItIsOpenedWithAnEarlierClock() throws Exception {
		MessageId first = append(message("a", "1")).requiredId();
		this.journal = reopened(new TestClock(TIME.minus(Duration.ofDays(1))), 65536);
		MessageId second = append(message("a", "2")).requiredId();
		assertThat(second).isGreaterThan(first);
		assertThat(texts(readAll(MessageQuery.behind(Position.of(first), 10)))).containsExactly("2");
	}

	@Test
	void keepsPayloadsByteForByte() {
		byte[] large = new byte[1024 * 1024];
		new Random(7).nextBytes(large);
		byte[] each = new byte[256];
		IntStream.range(0, 256).forEach((value) -> each[value] = (byte) value);
		for (byte[] payload : List.of(new byte[0], each, new byte[65536], large)) {
			DeviceMessage kept = append(withPayload(message("a", ""), payload));
			assertThat(find(kept).payload().toByteArray()).isEqualTo(payload);
		}
		assertThat(readAll(MessageQuery.newestOf(new DeviceId("a"), 10))).extracting((kept) -> kept.payload().size())
			.containsExactly(large.length, 65536, 256, 0);
	}

	@Test
	void readsPagesOfLargeMessagesToTheEnd() {
		List<CompletableFuture<DeviceMessage>> all = IntStream.range(0, 12)
			.mapToObj((index) -> this.journal.append(withPayload(message("a", ""), new byte[1024 * 1024])))
			.toList();
		List<DeviceMessage> kept = all.stream().map(CompletableFuture::join).toList();
		assertThat(readAll(MessageQuery.behind(null, 500))).isEqualTo(kept);
	}

	@Test
	void keepsAMessageOfWhichAllIsNullThatMayBe() {
		DeviceMessage bare = new DeviceMessage(null, null, Direction.OUTBOUND, null, UUID.randomUUID(), "[::1]:1", TIME,
				StandardCharsets.ISO_8859_1, Payload.copyOf(new byte[] { 1 }), null);
		DeviceMessage kept = append(bare);
		assertThat(kept).isEqualTo(bare.withId(kept.requiredId()));
		assertThat(find(kept)).isEqualTo(kept);
	}

	@Test
	void keepsAMessageOfWhichNothingIsNull() {
		DeviceMessage whole = new DeviceMessage(null, new DeviceId("x".repeat(128)), Direction.INBOUND,
				"größer-" + "l".repeat(200), UUID.randomUUID(), "192.168.100.200:65535", Instant.ofEpochSecond(-1, 999),
				Charset.forName("EUC-KR"), Payload.copyOf(new byte[] { (byte) 0xB0, (byte) 0xA1 }), UUID.randomUUID());
		DeviceMessage kept = append(whole);
		assertThat(find(kept)).isEqualTo(whole.withId(kept.requiredId()));
		assertThat(text(find(kept))).isEqualTo("가");
	}

	@Test
	void readsADevicesMessagesNewestFirst() {
		appendAll("a", numbers(0, 20));
		appendAll("aa", numbers(20, 40));
		appendAll("a", numbers(40, 60));
		MessagePage page = this.journal.read(MessageQuery.newestOf(new DeviceId("a"), 30));
		List<String> expected = new ArrayList<>(numbers(10, 20));
		expected.addAll(numbers(40, 60));
		Collections.reverse(expected);
		assertThat(texts(page.items())).isEqualTo(expected);
		assertThat(page.next()).isEqualTo(page.items().get(29).position());
	}

	@Test
	void endsThePageThatHasTheLastMessageWithoutNext() {
		appendAll("a", numbers(0, 10));
		assertThat(this.journal.read(ofDevice("a", Order.ASC, 10)).next()).isNull();
		assertThat(this.journal.read(ofDevice("a", Order.ASC, 9)).next()).isNotNull();
		assertThat(this.journal.read(ofDevice("a", Order.DESC, 10)).next()).isNull();
		assertThat(this.journal.read(ofDevice("b", Order.DESC, 10))).isEqualTo(new MessagePage(List.of(), null));
	}

	@ParameterizedTest
	@EnumSource
	void readsOnlyWhatIsAskedFor(Order order) {
		List<DeviceMessage> all = new ArrayList<>();
		for (int i = 0; i < 240; i++) {
			all.add(message("device-" + i % 3, Direction.values()[i % 2], "listener-" + i % 5, TIME.plusSeconds(i),
					"" + i));
		}
		all.forEach(this::append);
		Instant from = TIME.plusSeconds(30);
		Instant to = TIME.plusSeconds(200);
		for (DeviceId device : both(new DeviceId("device-1"))) {
			for (Direction direction : both(Direction.OUTBOUND)) {
				for (String listener : both("listener-2")) {
					MessageQuery query = new MessageQuery(device, direction, listener, null, from, to, order, null, 7);
					List<String> expected = new ArrayList<>(all.stream()
						.filter((each) -> query.matches(each.device(), each.direction(), each.listener(), null,
								each.receivedAt()))
						.map(TestMessages::text)
						.toList());
					if (order == Order.DESC) {
						Collections.reverse(expected);
					}
					assertThat(texts(readAll(query))).as(query.toString()).isNotEmpty().isEqualTo(expected);
				}
			}
		}
	}

	private static <T> List<@Nullable T> both(T value) {
		List<@Nullable T> both = new ArrayList<>();
		both.add(null);
		both.add(value);
		return both;
	}

	@ParameterizedTest
	@EnumSource
	void readsByTimeOfReceiptHoweverFarTheIdsAreFromIt(Order order) throws Exception {
		TestClock clock = new TestClock(TIME);
		this.journal = reopened(clock, 65536);
		append(message("a", Direction.INBOUND, "default", TIME, "on time"));
		clock.move(Duration.ofHours(3));
		append(message("a", Direction.INBOUND, "default", TIME.plusMillis(1), "waited"));
		clock.move(Duration.ofHours(-6));
		append(message("a", Direction.INBOUND, "default", TIME.plus(Duration.ofDays(1)), "ahead"));
		append(message("a", Direction.INBOUND, "default", TIME.minus(Duration.ofHours(3)), "set back"));
		assertThat(texts(readAll(between(TIME, TIME.plusMillis(2), order)))).containsExactlyInAnyOrder("on time",
				"waited");
		assertThat(texts(readAll(between(null, TIME, order)))).containsExactly("set back");
		assertThat(texts(readAll(between(TIME.plusSeconds(1), null, order)))).containsExactly("ahead");
		assertThat(readAll(between(Instant.MIN, Instant.MAX, order))).hasSize(4);
		assertThat(readAll(between(Instant.MAX, null, order))).isEmpty();
		assertThat(readAll(between(null, Instant.MIN, order))).isEmpty();
	}

	private static MessageQuery between(@Nullable Instant from, @Nullable Instant to, Order order) {
		return new MessageQuery(null, null, null, null, from, to, order, null, 10);
	}

	@ParameterizedTest
	@EnumSource
	void visitsEveryMessageOnceWhileMoreAreAppended(Order order) {
		appendAll("a", numbers(0, 1000));
		Set<String> visited = new HashSet<>();
		MessageQuery query = ofDevice("a", order, 33);
		MessagePage page = this.journal.read(query);
		int appended = 1000;
		while (page.next() != null) {
			texts(page.items()).forEach((text) -> assertThat(visited.add(text)).isTrue());
			append(message("a", "" + appended++));
			page = this.journal.read(behind(query, page.next()));
		}
		texts(page.items()).forEach((text) -> assertThat(visited.add(text)).isTrue());
		assertThat(visited).hasSize((order == Order.ASC) ? appended : 1000).containsAll(numbers(0, 1000));
	}

	@Test
	void goesOnBehindAnIdThatIsNotThere() {
		appendAll("a", List.of("1", "2"));
		MessageId second = readAll(MessageQuery.behind(null, 2)).get(1).requiredId();
		UUID value = second.value();
		Position between = new Position(new UUID(value.getMostSignificantBits(), value.getLeastSignificantBits() - 1));
		assertThat(texts(readAll(MessageQuery.behind(between, 10)))).containsExactly("2");
		assertThat(texts(readAll(behind(ofDevice("a", Order.DESC, 10), between)))).containsExactly("1");
		assertThat(readAll(MessageQuery.behind(Position.of(MessageId.firstOf(second.epochMilli() + 1)), 10))).isEmpty();
		assertThat(readAll(MessageQuery.behind(Position.BEGINNING, 10))).hasSize(2);
		assertThat(readAll(behind(ofDevice("a", Order.DESC, 10), Position.BEGINNING))).isEmpty();
	}

	@Test
	void findsWhatIsRareAmongMuchThatIsLeftOut() {
		append(message("rare", "found"));
		appendAll("a", numbers(0, 30_000));
		append(message("b", Direction.OUTBOUND, "default", TIME, "found too"));
		assertThat(texts(
				readAll(new MessageQuery(null, Direction.OUTBOUND, null, null, null, null, Order.ASC, null, 500))))
			.containsExactly("found too");
		assertThat(texts(readAll(ofDevice("rare", Order.DESC, 5)))).containsExactly("found");
	}

	@Test
	void tellsThatMessagesCanBeReadUntilTheRegistrationEnds() {
		AtomicInteger called = new AtomicInteger();
		Subscription subscription = this.journal.onAppended(called::incrementAndGet);
		append(message("a", "1"));
		await().untilAsserted(() -> assertThat(called).hasPositiveValue());
		subscription.close();
		append(message("a", "2"));
		int before = called.get();
		append(message("a", "3"));
		append(message("a", "4"));
		assertThat(called).hasValue(before);
	}

	@Test
	void goesOnWhenAListenerFails() {
		this.journal.onAppended(() -> {
			throw new IllegalStateException("a listener of a test");
		});
		append(message("a", "1"));
		append(message("a", "2"));
		assertThat(this.journal.state().writable()).isTrue();
	}

	@Test
	void canBeFollowedFromTheMiddleWithoutGapOrRepeat() throws Exception {
		appendAll("a", numbers(0, 100));
		Position middle = readAll(MessageQuery.behind(null, 500)).get(49).position();
		AtomicReference<Position> cursor = new AtomicReference<>(middle);
		List<String> seen = new CopyOnWriteArrayList<>();
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try (Subscription subscription = this.journal.onAppended(() -> thread.execute(() -> readOn(cursor, seen)))) {
			assertThat(subscription).isNotNull();
			for (int i = 100; i < 3000; i += 100) {
				appendAll("a", numbers(i, i + 100));
			}
			await().untilAsserted(() -> assertThat(seen).hasSize(2950));
			assertThat(seen).isEqualTo(numbers(50, 3000));
			assertThat(cursor.get()).isEqualTo(this.journal.end());
		}
		finally {
			thread.shutdown();
			assertThat(thread.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		}
	}

	/** What a follower does when it is woken. */
	private void readOn(AtomicReference<Position> cursor, List<String> seen) {
		MessagePage page;
		do {
			page = this.journal.read(MessageQuery.behind(cursor.get(), 7));
			seen.addAll(texts(page.items()));
			if (!page.items().isEmpty()) {
				cursor.set(page.items().get(page.items().size() - 1).position());
			}
			if (page.next() != null) {
				cursor.set(page.next());
			}
		}
		while (page.next() != null);
	}

	@Test
	void hasNoRoomWhenItsInboxIsFullAndTellsWhenItHasAgain() throws Exception {
		this.journal = reopened(new TestClock(TIME), 8);
		AtomicInteger room = new AtomicInteger();
		this.journal.onRoom(room::incrementAndGet);
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		this.journal.onAppended(() -> {
			held.countDown();
			awaitQuietly(released);
		});
		CompletableFuture<DeviceMessage> first = this.journal.append(message("a", "first"));
		assertThat(held.await(1, TimeUnit.MINUTES)).isTrue();
		List<CompletableFuture<DeviceMessage>> more = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			more.add(this.journal.append(message("a", "" + i)));
		}
		assertThat(this.journal.hasRoom()).isFalse();
		assertThat(room).hasValue(0);
		released.countDown();
		first.join();
		more.forEach(CompletableFuture::join);
		await().untilAsserted(() -> assertThat(room).hasPositiveValue());
		assertThat(this.journal.hasRoom()).isTrue();
		assertThat(readAll(MessageQuery.behind(null, 500))).hasSize(13);
	}

	@Test
	void keepsAllWhenItIsOpenedAgain() throws Exception {
		List<String> texts = numbers(0, 3000);
		appendAll("a", texts);
		List<DeviceMessage> before = readAll(MessageQuery.behind(null, 500));
		this.journal = reopened(new TestClock(TIME), 65536);
		assertThat(readAll(MessageQuery.behind(null, 500))).isEqualTo(before);
		assertThat(readAll(ofDevice("a", Order.ASC, 500))).isEqualTo(before);
	}

	@Test
	void writesWhatItHasTakenWhenItIsClosed() throws Exception {
		List<CompletableFuture<DeviceMessage>> all = numbers(0, 5000).stream()
			.map((text) -> this.journal.append(message("a", text)))
			.toList();
		WholeJournal before = this.journal;
		this.journal = reopened(new TestClock(TIME), 65536);
		assertThat(all).allSatisfy((one) -> assertThat(one).isCompleted());
		assertThat(readAll(MessageQuery.behind(null, 500))).hasSize(5000);
		assertThat(before.append(message("a", "late"))).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(JournalUnavailableException.class);
		assertThat(before.state().writable()).isFalse();
		assertThatThrownBy(() -> before.read(MessageQuery.behind(null, 1)))
			.isInstanceOf(JournalUnavailableException.class);
	}

	@Test
	void erasesTheMessagesOfADeviceAndNoOthers() {
		appendAll("a", numbers(0, 2500));
		appendAll("aa", numbers(0, 10));
		DeviceMessage gone = append(message("a", Direction.OUTBOUND, "default", TIME, "gone"));
		DeviceMessage nobodys = append(new DeviceMessage(null, null, Direction.INBOUND, "default", UUID.randomUUID(),
				"10.0.0.7:1", TIME, StandardCharsets.UTF_8, Payload.copyOf(new byte[] { 'n' }), null));
		appendAll("b", numbers(0, 10));
		assertThat(this.journal.erase(new DeviceId("a"))).isEqualTo(2501);
		assertThat(this.journal.erase(new DeviceId("a"))).isZero();
		assertThat(this.journal.erase(new DeviceId("never-there"))).isZero();
		assertThat(this.journal.find(gone.requiredId())).isEmpty();
		assertThat(readAll(ofDevice("a", Order.ASC, 500))).isEmpty();
		assertThat(readAll(ofDevice("a", Order.DESC, 500))).isEmpty();
		assertThat(texts(readAll(ofDevice("aa", Order.ASC, 500)))).isEqualTo(numbers(0, 10));
		assertThat(texts(readAll(ofDevice("b", Order.ASC, 500)))).isEqualTo(numbers(0, 10));
		assertThat(find(nobodys)).isEqualTo(nobodys);
		assertThat(readAll(MessageQuery.behind(null, 500))).hasSize(21);
		assertThat(texts(readAll(MessageQuery.behind(null, 7)))).hasSize(21).doesNotContain("gone");
	}

	@Test
	void takesMessagesOfADeviceAgainAfterItWasErased() {
		append(message("a", "before"));
		this.journal.erase(new DeviceId("a"));
		append(message("a", "after"));
		assertThat(texts(readAll(ofDevice("a", Order.DESC, 10)))).containsExactly("after");
		assertThat(texts(readAll(MessageQuery.behind(null, 10)))).containsExactly("after");
	}

	@Test
	void bringsNothingBackThatWasErasedWhenItIsOpenedAgain() throws Exception {
		appendAll("a", numbers(0, 10));
		DeviceMessage last = append(message("a", "last"));
		assertThat(this.journal.erase(new DeviceId("a"))).isEqualTo(11);
		this.journal = reopened(new TestClock(TIME), 65536);
		assertThat(readAll(MessageQuery.behind(null, 10))).isEmpty();
		assertThat(readAll(ofDevice("a", Order.DESC, 10))).isEmpty();
		assertThat(append(message("a", "next")).requiredId()).isGreaterThan(last.requiredId());
	}

	@Test
	void erasesWhatWaitsInItsInbox() throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		this.journal.onAppended(() -> {
			held.countDown();
			awaitQuietly(released);
		});
		this.journal.append(message("a", "first"));
		assertThat(held.await(1, TimeUnit.MINUTES)).isTrue();
		List<CompletableFuture<DeviceMessage>> waiting = numbers(0, 100).stream()
			.map((text) -> this.journal.append(message("a", text)))
			.toList();
		this.journal.append(message("b", "stays"));
		CompletableFuture<Long> erased = CompletableFuture.supplyAsync(() -> this.journal.erase(new DeviceId("a")));
		released.countDown();
		assertThat(erased.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(101);
		assertThat(waiting).allSatisfy((one) -> assertThat(one).isCompleted());
		assertThat(texts(readAll(MessageQuery.behind(null, 500)))).containsExactly("stays");
	}

	@Test
	void erasesWhileOthersAppend() throws Exception {
		appendAll("a", numbers(0, 5000));
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			List<CompletableFuture<Void>> others = IntStream.range(0, 2)
				.mapToObj((thread) -> CompletableFuture.runAsync(() -> appendAll("other-" + thread, numbers(0, 5000)),
						threads))
				.toList();
			assertThat(this.journal.erase(new DeviceId("a"))).isEqualTo(5000);
			others.forEach(CompletableFuture::join);
		}
		finally {
			threads.shutdown();
		}
		assertThat(readAll(ofDevice("a", Order.ASC, 500))).isEmpty();
		for (int thread = 0; thread < 2; thread++) {
			assertThat(texts(readAll(ofDevice("other-" + thread, Order.ASC, 500)))).isEqualTo(numbers(0, 5000));
		}
		assertThat(readAll(MessageQuery.behind(null, 500))).hasSize(10_000);
	}

	@Test
	void cannotEraseOnceItIsClosed() throws Exception {
		append(message("a", "1"));
		WholeJournal before = this.journal;
		this.journal = reopened(new TestClock(TIME), 65536);
		assertThatThrownBy(() -> before.erase(new DeviceId("a"))).isInstanceOf(JournalUnavailableException.class);
		assertThat(texts(readAll(ofDevice("a", Order.ASC, 10)))).containsExactly("1");
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private DeviceMessage append(DeviceMessage message) {
		return this.journal.append(message).orTimeout(30, TimeUnit.SECONDS).join();
	}

	private void appendAll(String device, List<String> texts) {
		texts.stream()
			.map((text) -> this.journal.append(message(device, text)))
			.collect(Collectors.toList())
			.forEach((future) -> future.orTimeout(30, TimeUnit.SECONDS).join());
	}

	private DeviceMessage find(DeviceMessage kept) {
		return this.journal.find(kept.requiredId()).orElseThrow();
	}

	private List<DeviceMessage> readAll(MessageQuery query) {
		List<DeviceMessage> all = new ArrayList<>();
		MessagePage page = this.journal.read(query);
		while (page.next() != null) {
			all.addAll(page.items());
			page = this.journal.read(behind(query, page.next()));
		}
		all.addAll(page.items());
		return all;
	}

	@Test
	void keepsWhatTheProtocolMadeOfAFrameAndFindsItByKind() {
		Map<String, Object> fields = new LinkedHashMap<>(Map.of("serial", 7));
		fields.put("speed", 12.5);
		fields.put("name", "Größe");
		fields.put("on", true);
		fields.put("list", List.of(1, "two"));
		DeviceMessage position = append(interpreted("a", "p",
				new Interpretation("position", Payload.owning(new byte[] { 0x06, (byte) 0x80 }), fields)));
		DeviceMessage bare = append(interpreted("a", "n", new Interpretation(null, null, Map.of("x", 1))));
		append(interpreted("a", "s", new Interpretation("status", null, Map.of())));
		assertThat(this.journal.find(position.requiredId())).contains(position);
		assertThat(this.journal.find(bare.requiredId())).contains(bare);
		assertThat(texts(readAll(new MessageQuery(null, null, null, "status", null, null, Order.ASC, null, 7))))
			.containsExactly("s");
		assertThat(texts(
				readAll(new MessageQuery(new DeviceId("a"), null, null, "position", null, null, Order.DESC, null, 7))))
			.containsExactly("p");
	}

	@Test
	void readsEventsOnlyWhereTheyAreAskedFor() {
		DeviceMessage message = append(interpreted("a", "x", new Interpretation("connected", null, Map.of())));
		DeviceMessage event = append(event("a", new Interpretation("connected", null, Map.of("reason", "accepted"))));
		assertThat(this.journal.find(event.requiredId())).contains(event);
		assertThat(readAll(ofDirection(null, false))).containsExactly(message);
		assertThat(readAll(ofDirection(null, true))).containsExactly(message, event);
		assertThat(readAll(ofDirection(Direction.EVENT, false))).containsExactly(event);
		assertThat(readAll(ofDirection(Direction.INBOUND, true))).containsExactly(message);
		assertThat(readAll(MessageQuery.behind(null, 1))).containsExactly(message, event);
		assertThat(this.journal.end()).isEqualTo(event.position());
		assertThat(this.journal.latest(new DeviceId("a"))).containsExactly(message);
	}

	private static MessageQuery ofDirection(@Nullable Direction direction, boolean events) {
		return new MessageQuery(new DeviceId("a"), direction, null, "connected", null, null, Order.ASC, null, 7,
				events);
	}

	private static DeviceMessage event(String device, Interpretation what) {
		return new DeviceMessage(null, new DeviceId(device), Direction.EVENT, null, UUID.randomUUID(), "127.0.0.1:1",
				Instant.ofEpochSecond(1), StandardCharsets.UTF_8, Payload.owning(new byte[0]), null, what);
	}

	@Test
	void findsTheNewestMessageOfEachKindOfADevice() throws Exception {
		for (int i = 0; i < 40; i++) {
			append(interpreted("a", "h" + i, new Interpretation("heartbeat", null, Map.of())));
			append(interpreted("a", "p" + i, new Interpretation("position", null, Map.of())));
			append(interpreted("ab", "x" + i, new Interpretation("position", null, Map.of())));
		}
		append(message("a", "no kind"));
		append(interpreted("a", "alarm", new Interpretation("alarm", null, Map.of())));
		assertThat(texts(this.journal.latest(new DeviceId("a")))).containsExactly("alarm", "h39", "p39");
		assertThat(texts(this.journal.latest(new DeviceId("ab")))).containsExactly("x39");
		assertThat(this.journal.latest(new DeviceId("b"))).isEmpty();
		this.journal = reopened(new TestClock(TIME), 65536);
		append(interpreted("a", "h40", new Interpretation("heartbeat", null, Map.of())));
		assertThat(texts(this.journal.latest(new DeviceId("a")))).containsExactly("alarm", "h40", "p39");
		this.journal.erase(new DeviceId("a"));
		assertThat(this.journal.latest(new DeviceId("a"))).isEmpty();
		assertThat(texts(this.journal.latest(new DeviceId("ab")))).containsExactly("x39");
		append(interpreted("a", "new", new Interpretation("alarm", null, Map.of())));
		assertThat(texts(this.journal.latest(new DeviceId("a")))).containsExactly("new");
	}

	private static DeviceMessage interpreted(String device, String text, Interpretation meaning) {
		DeviceMessage one = message(device, text);
		return new DeviceMessage(null, one.device(), one.direction(), one.listener(), one.connectionId(),
				one.remoteAddress(), one.receivedAt(), one.charset(), one.payload(), null, meaning);
	}

	private static MessageQuery behind(MessageQuery query, Position after) {
		return new MessageQuery(query.device(), query.direction(), query.listener(), query.kind(), query.from(),
				query.to(), query.order(), after, query.limit(), query.events());
	}

	private static MessageQuery ofDevice(String device, Order order, int limit) {
		return new MessageQuery(new DeviceId(device), null, null, null, null, null, order, null, limit);
	}

	private static DeviceMessage withPayload(DeviceMessage message, byte[] payload) {
		return new DeviceMessage(null, message.device(), message.direction(), message.listener(),
				message.connectionId(), message.remoteAddress(), message.receivedAt(), message.charset(),
				Payload.copyOf(payload), null);
	}

	private static List<String> numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(String::valueOf).toList();
	}

}
