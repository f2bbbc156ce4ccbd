package io.wirepost.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.wirepost.journal.GroupCommit;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import io.wirepost.message.Payload;
import io.wirepost.message.TraceParent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every store of deliveries does. */
public abstract class DeliveryStoreContract {

	private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

	private static final DeviceId A = new DeviceId("a");

	private static final DeviceId B = new DeviceId("a-b");

	private DeliveryStore store;

	/** Opens the store, or opens it again. */
	protected abstract DeliveryStore open() throws Exception;

	/** Where the store that was opened last takes its changes. */
	protected abstract GroupCommit commit();

	protected abstract void close();

	@BeforeEach
	void openStore() throws Exception {
		this.store = open();
	}

	/** Ids are given to one after the other. */
	private static UUID id(int number) {
		UUID first = MessageId.firstOf(START.plusSeconds(number).toEpochMilli()).value();
		return new UUID(first.getMostSignificantBits(), first.getLeastSignificantBits() + number);
	}

	private static StoredDelivery delivery(int number, DeviceId device, Delivery.Status status,
			@Nullable UUID broadcast) {
		return new StoredDelivery(id(number), device, status, false, START, null, START.plusSeconds(60), null, null,
				null, Duration.ofSeconds(5), broadcast);
	}

	private static StoredDelivery queued(int number, DeviceId device) {
		return delivery(number, device, Delivery.Status.QUEUED, null);
	}

	private static Outgoing text(String text) {
		return new Outgoing(Payload.of(text, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	private List<Object> write(List<? extends DeliveryStore.Change> changes) {
		return commit().writeNow(changes);
	}

	/** Drops all that is old, and tells how many deliveries went. */
	private long drop(Instant before, long most, Instant keysBefore) {
		int count = list(null, null).size();
		boolean more;
		do {
			more = ((DeliveryStore.Dropped) write(List.of(new DeliveryStore.Change.Drop(before, most, keysBefore)))
				.get(0)).more();
		}
		while (more);
		return count - list(null, null).size();
	}

	private void add(StoredDelivery... deliveries) {
		for (StoredDelivery delivery : deliveries) {
			write(List.of(new DeliveryStore.Change.Add(delivery, text("x"), null)));
		}
	}

	private void update(StoredDelivery delivery) {
		write(List.of(new DeliveryStore.Change.Update(delivery)));
	}

	private List<UUID> list(@Nullable DeviceId device, Delivery.@Nullable Status status) {
		return this.store.list(new DeliveryQuery(device, status, null, null, 100))
			.items()
			.stream()
			.map(StoredDelivery::id)
			.toList();
	}

	@Test
	void whatIsKeptComesBackAsItWasAfterItIsOpenedAgain() throws Exception {
		StoredDelivery whole = new StoredDelivery(id(1), A, Delivery.Status.REPLIED, true, START, START.plusMillis(1),
				START.plusSeconds(9), new MessageId(id(2)), new MessageId(id(3)),
				List.of(new MessageId(id(6)), new MessageId(id(3))), "why", Duration.ofMillis(1500), "frames 2", id(4),
				TraceParent.ofHeader("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), "replica-1", 7);
		StoredDelivery bare = new StoredDelivery(id(5), null, Delivery.Status.QUEUED, false, START, null, null, null,
				null, null, null, null);
		UsedKey key = new UsedKey("the key", "ab12", id(5));
		Outgoing bytes = new Outgoing(Payload.copyOf(new byte[] { -1, 0, 1 }), null);
		write(List.of(new DeliveryStore.Change.Add(whole, text("текст"), null),
				new DeliveryStore.Change.Add(bare, bytes, key)));
		close();
		this.store = open();
		assertThat(this.store.find(id(1))).contains(whole);
		assertThat(this.store.find(id(5))).contains(bare);
		assertThat(this.store.find(id(6))).isEmpty();
		assertThat(this.store.outgoing(id(1))).contains(text("текст"));
		assertThat(this.store.outgoing(id(5))).contains(bytes);
		assertThat(this.store.findKey("the key")).contains(key);
		assertThat(this.store.findKey("the")).isEmpty();
		assertThat(this.store.lastId()).isEqualTo(id(5));
	}

	@Test
	void theyAreListedNewestFirstByDeviceAndStatus() {
		add(queued(1, A), queued(2, B), queued(3, A));
		update(queued(3, A).ended(Delivery.Status.WRITTEN, null));
		assertThat(list(null, null)).containsExactly(id(3), id(2), id(1));
		assertThat(list(A, null)).containsExactly(id(3), id(1));
		assertThat(list(null, Delivery.Status.QUEUED)).containsExactly(id(2), id(1));
		assertThat(list(A, Delivery.Status.WRITTEN)).containsExactly(id(3));
		assertThat(list(B, Delivery.Status.WRITTEN)).isEmpty();
	}

	@Test
	void aCursorVisitsEveryDeliveryOnce() {
		for (int i = 0; i < 25; i++) {
			add(queued(i, (i % 2 == 0) ? A : B));
		}
		List<UUID> seen = new ArrayList<>();
		UUID before = null;
		do {
			DeliveryStore.StoredDeliveries page = this.store.list(new DeliveryQuery(A, null, null, before, 4));
			page.items().forEach((delivery) -> seen.add(delivery.id()));
			before = page.next();
		}
		while (before != null);
		assertThat(seen).hasSize(13).doesNotHaveDuplicates().startsWith(id(24)).endsWith(id(0));
	}

	@Test
	void thoseThatHaveNotEndedComeOldestFirstAndWithWhatIsToBeSent() {
		add(queued(1, A), queued(2, A), queued(3, B));
		update(queued(2, A).ended(Delivery.Status.CANCELLED, null));
		assertThat(this.store.queued(null, 10)).extracting(StoredDelivery::id).containsExactly(id(1), id(3));
		assertThat(this.store.queued(null, 1)).extracting(StoredDelivery::id).containsExactly(id(1));
		assertThat(this.store.queued(id(1), 10)).extracting(StoredDelivery::id).containsExactly(id(3));
		assertThat(this.store.outgoing(id(1))).isPresent();
		assertThat(this.store.outgoing(id(2))).isEmpty();
	}

	@Test
	void whatNeverWasLeavesNothingBehind() {
		StoredDelivery delivery = queued(1, A);
		UsedKey key = new UsedKey("k", "f", id(1));
		write(List.of(new DeliveryStore.Change.Add(delivery, text("x"), key)));
		write(List.of(new DeliveryStore.Change.Remove(delivery)));
		assertThat(this.store.find(id(1))).isEmpty();
		assertThat(this.store.findKey("k")).isEmpty();
		assertThat(this.store.outgoing(id(1))).isEmpty();
		assertThat(this.store.queued(null, 10)).isEmpty();
		assertThat(list(A, null)).isEmpty();
	}

	@Test
	void aBroadcastCountsItsDeliveriesByStatus() {
		UUID broadcast = id(100);
		write(List.of(new DeliveryStore.Change.Add(delivery(1, A, Delivery.Status.QUEUED, broadcast), text("x"), null),
				new DeliveryStore.Change.Add(delivery(2, B, Delivery.Status.QUEUED, broadcast), text("x"), null),
				new DeliveryStore.Change.Add(delivery(3, B, Delivery.Status.QUEUED, id(101)), text("x"), null),
				new DeliveryStore.Change.AddBroadcast(new Broadcast(broadcast, START, 2, 1, Map.of()))));
		update(delivery(2, B, Delivery.Status.QUEUED, broadcast).ended(Delivery.Status.WRITTEN, null));
		Broadcast found = this.store.findBroadcast(broadcast).orElseThrow();
		assertThat(found.deliveries()).isEqualTo(2);
		assertThat(found.failed()).isEqualTo(1);
		assertThat(found.statuses()).containsEntry(Delivery.Status.QUEUED, 1L)
			.containsEntry(Delivery.Status.WRITTEN, 1L)
			.containsEntry(Delivery.Status.FAILED, 0L);
		assertThat(this.store.findBroadcast(id(101))).isEmpty();
		assertThat(this.store.list(new DeliveryQuery(null, null, broadcast, null, 1)).next()).isNotNull();
	}

	@Test
	void oldOnesThatHaveEndedAreDropped() {
		add(queued(1, A), queued(2, A), queued(3, A));
		update(queued(2, A).ended(Delivery.Status.WRITTEN, null));
		update(queued(3, A).ended(Delivery.Status.WRITTEN, null));
		assertThat(drop(START.plusSeconds(3), 100, START)).isEqualTo(1);
		assertThat(list(A, null)).containsExactly(id(3), id(1));
		update(queued(1, A).ended(Delivery.Status.WRITTEN, null));
		assertThat(drop(START.plusSeconds(3), 100, START)).isEqualTo(1);
		assertThat(list(null, null)).containsExactly(id(3));
		assertThat(list(null, Delivery.Status.WRITTEN)).containsExactly(id(3));
	}

	@Test
	void theOldestAreDroppedWhenTheyAreTooMany() {
		for (int i = 1; i <= 10; i++) {
			add(queued(i, A));
			update(queued(i, A).ended(Delivery.Status.WRITTEN, null));
		}
		assertThat(drop(START, 4, START)).isEqualTo(6);
		assertThat(list(A, null)).containsExactly(id(10), id(9), id(8), id(7));
		add(queued(11, A));
		assertThat(drop(START, 4, START)).isEqualTo(1);
	}

	@Test
	void aKeyAndItsDeliveryStayAsLongAsKeysAreKept() {
		UsedKey old = new UsedKey("k", "f", id(1));
		write(List.of(new DeliveryStore.Change.Add(queued(1, A).ended(Delivery.Status.WRITTEN, null), null, old)));
		assertThat(drop(START.plusSeconds(5), 0, START)).isZero();
		assertThat(this.store.keys()).isEqualTo(1);
		assertThat(drop(START.plusSeconds(5), 0, START.plusSeconds(5))).isEqualTo(1);
		assertThat(this.store.findKey("k")).isEmpty();
		assertThat(this.store.keys()).isZero();
	}

	@Test
	void aKeyInForceIsAConflictAndNothingIsAdded() {
		UsedKey key = new UsedKey("k", "f", id(1));
		assertThat(write(List.of(new DeliveryStore.Change.Add(queued(1, A), text("x"), key))))
			.containsExactly(DeliveryStore.Stored.STORED);
		UsedKey again = new UsedKey("k", "g", id(9));
		assertThat(write(List.of(new DeliveryStore.Change.Add(queued(9, A), text("y"), again))))
			.containsExactly(new DeliveryStore.KeyTaken(key));
		assertThat(this.store.find(id(9))).isEmpty();
		assertThat(this.store.outgoing(id(9))).isEmpty();
		assertThat(list(A, null)).containsExactly(id(1));
		assertThat(this.store.findKey("k")).contains(key);
		assertThat(this.store.keys()).isEqualTo(1);
	}

	@Test
	void ofTwoWithOneKeyInOneBatchTheFirstIsAdded() {
		UsedKey key = new UsedKey("k", "f", id(1));
		assertThat(write(List.of(new DeliveryStore.Change.Add(queued(1, A), text("x"), key),
				new DeliveryStore.Change.Add(queued(2, A), text("y"), new UsedKey("k", "f", id(2))))))
			.containsExactly(DeliveryStore.Stored.STORED, new DeliveryStore.KeyTaken(key));
		assertThat(list(A, null)).containsExactly(id(1));
	}

	@Test
	void aKeyThatIsUsedAgainAfterItsTimeOutlivesItsFirstUse() {
		int later = (int) UsedKey.LIFETIME.toSeconds() + 2;
		write(List.of(new DeliveryStore.Change.Add(queued(1, A), text("x"), new UsedKey("k", "f", id(1)))));
		UsedKey again = new UsedKey("k", "g", id(later));
		assertThat(write(List.of(new DeliveryStore.Change.Add(queued(later, A), text("y"), again))))
			.containsExactly(DeliveryStore.Stored.STORED);
		drop(START, 100, START.plusSeconds(5));
		assertThat(this.store.findKey("k")).contains(again);
		assertThat(this.store.keys()).isEqualTo(1);
	}

	@Test
	void aDeliveryThatNeverWasLeavesItsKeyToALaterOne() {
		UsedKey old = new UsedKey("k", "f", id(1));
		UsedKey again = new UsedKey("k", "f", id(2));
		write(List.of(new DeliveryStore.Change.Add(queued(1, A), text("x"), old)));
		write(List.of(new DeliveryStore.Change.Remove(queued(1, A)),
				new DeliveryStore.Change.Add(queued(2, A), text("x"), again)));
		assertThat(this.store.findKey("k")).contains(again);
		write(List.of(new DeliveryStore.Change.Remove(queued(2, A))));
		assertThat(this.store.findKey("k")).isEmpty();
		assertThat(this.store.keys()).isZero();
	}

	@Test
	void countsAreKeptWhenItIsOpenedAgain() throws Exception {
		write(List.of(new DeliveryStore.Change.Add(queued(1, A), text("x"), new UsedKey("k", "f", id(1)))));
		for (int i = 2; i <= 5; i++) {
			add(queued(i, A).ended(Delivery.Status.WRITTEN, null));
		}
		close();
		this.store = open();
		assertThat(this.store.keys()).isEqualTo(1);
		assertThat(drop(START, 2, START)).isEqualTo(3);
	}

	@Test
	void anOldBroadcastIsDroppedWithTheLastOfItsDeliveries() {
		UUID broadcast = id(1);
		StoredDelivery delivery = delivery(2, A, Delivery.Status.QUEUED, broadcast);
		write(List.of(new DeliveryStore.Change.Add(delivery, text("x"), null),
				new DeliveryStore.Change.AddBroadcast(new Broadcast(broadcast, START, 1, 0, Map.of()))));
		drop(START.plusSeconds(9), 100, START);
		assertThat(this.store.findBroadcast(broadcast)).isPresent();
		update(delivery.ended(Delivery.Status.WRITTEN, null));
		drop(START.plusSeconds(1), 100, START);
		assertThat(this.store.findBroadcast(broadcast)).isPresent();
		drop(START.plusSeconds(9), 100, START);
		drop(START.plusSeconds(9), 100, START);
		assertThat(this.store.findBroadcast(broadcast)).isEmpty();
	}

}
