package io.wirepost.device;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.wirepost.journal.GroupCommit;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every engine's device store has to do. */
public abstract class DeviceStoreContract {

	private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456789Z");

	private static final DeviceId A = new DeviceId("a");

	private DeviceStore store;

	/** Opens the store on what this test has kept so far: nothing at first. */
	protected abstract DeviceStore open() throws Exception;

	/** Where the store that was opened last takes its changes. */
	protected abstract GroupCommit commit();

	/** Ends the store that was opened last, if it has not been ended. */
	protected abstract void close() throws Exception;

	@BeforeEach
	void openTheStore() throws Exception {
		this.store = open();
	}

	private DeviceStore.Changed write(DeviceStore.Change change) {
		return (DeviceStore.Changed) commit().writeNow(List.of(change)).get(0);
	}

	private StoredDevice put(String id, String... tags) {
		return write(new DeviceStore.Change.Put(new DeviceId(id), new TreeSet<>(List.of(tags)), null, null, null, TIME))
			.after();
	}

	private static DeviceStore.Change.Seen seen(String id, boolean arrived, int second) {
		return new DeviceStore.Change.Seen(new DeviceId(id), arrived, TIME.plusSeconds(second), "default", "EUC-KR");
	}

	private List<StoredDevice> list(@Nullable String tag, @Nullable String after, int limit) {
		List<StoredDevice> all = new ArrayList<>();
		DeviceId last = (after != null) ? new DeviceId(after) : null;
		do {
			DeviceStore.StoredDevices page = this.store.list(new DeviceStore.Query(tag, last, limit - all.size()));
			all.addAll(page.items());
			last = page.next();
		}
		while (last != null && all.size() < limit);
		return all;
	}

	private List<String> ids(@Nullable String tag, @Nullable String after, int limit) {
		return list(tag, after, limit).stream().map((device) -> device.id().value()).toList();
	}

	@Test
	void findsWhatWasPut() {
		DeviceId id = new DeviceId("boiler:7");
		DeviceStore.Changed changed = write(new DeviceStore.Change.Put(id, new TreeSet<>(List.of("floor-3", "größe")),
				Map.of("host", "10.0.0.1", "framing.type", "line"), Map.of("match", "next"), "ab".repeat(32), TIME));
		assertThat(changed.before()).isNull();
		assertThat(changed.after()).isEqualTo(new StoredDevice(id, new TreeSet<>(List.of("floor-3", "größe")),
				Map.of("host", "10.0.0.1", "framing.type", "line"), Map.of("match", "next"), TIME, null, null, null,
				true, "ab".repeat(32)));
		assertThat(this.store.find(id)).contains(changed.after());
		assertThat(this.store.find(new DeviceId("other"))).isEmpty();
	}

	@Test
	void keepsWhatWasSeenOfADeviceThatIsPutLater() {
		write(seen("a", true, 1));
		write(seen("a", false, 2));
		DeviceStore.Changed changed = write(
				new DeviceStore.Change.Put(A, new TreeSet<>(List.of("t")), null, null, null, TIME.plusSeconds(3)));
		assertThat(changed.before()).isEqualTo(new StoredDevice(A, new TreeSet<>(), null, null, TIME.plusSeconds(1),
				TIME.plusSeconds(2), "default", "EUC-KR", false, null));
		assertThat(changed.after()).isEqualTo(new StoredDevice(A, new TreeSet<>(List.of("t")), null, null,
				TIME.plusSeconds(1), TIME.plusSeconds(2), "default", "EUC-KR", true, null));
		assertThat(this.store.count()).isEqualTo(1);
	}

	@Test
	void oneThatOnlyWentIsNotRemembered() {
		DeviceStore.Changed changed = write(seen("a", false, 1));
		assertThat(changed).isEqualTo(new DeviceStore.Changed(null, null));
		assertThat(this.store.find(A)).isEmpty();
		assertThat(this.store.count()).isZero();
	}

	@Test
	void changesOfOneBatchBuildOnEachOther() {
		List<Object> answers = commit().writeNow(List.of(seen("a", true, 1), seen("a", false, 2),
				new DeviceStore.Change.Remove(A), seen("a", false, 3), seen("b", true, 4), seen("b", true, 5)));
		assertThat(((DeviceStore.Changed) answers.get(2)).before().lastSeenAt()).isEqualTo(TIME.plusSeconds(2));
		assertThat(this.store.find(A)).isEmpty();
		assertThat(this.store.find(new DeviceId("b")).orElseThrow().createdAt()).isEqualTo(TIME.plusSeconds(4));
		assertThat(this.store.count()).isEqualTo(1);
	}

	@Test
	void forgetsWhatIsRemoved() {
		StoredDevice kept = put("b");
		put("a");
		write(new DeviceStore.Change.Remove(A));
		write(new DeviceStore.Change.Remove(new DeviceId("never-there")));
		assertThat(this.store.find(A)).isEmpty();
		assertThat(list(null, null, 10)).containsExactly(kept);
		assertThat(this.store.count()).isEqualTo(1);
	}

	@Test
	void listsInTheOrderOfTheBytesOfTheIds() {
		List<String> inOrder = List.of("-", ".a", "0", "10", "9", ":", "A", "Z", "_", "a", "a-", "a.b", "aa", "b");
		inOrder.stream().sorted((one, other) -> other.compareTo(one)).forEach(this::put);
		assertThat(ids(null, null, 100)).isEqualTo(inOrder);
		assertThat(ids(null, null, 3)).containsExactly("-", ".a", "0");
		assertThat(ids(null, "a", 2)).containsExactly("a-", "a.b");
		assertThat(ids(null, "a0", 2)).containsExactly("aa", "b");
		assertThat(ids(null, "b", 2)).isEmpty();
		assertThat(this.store.list(new DeviceStore.Query(null, null, 14)).next()).isNull();
		assertThat(this.store.list(new DeviceStore.Query(null, null, 13)).next()).isEqualTo(new DeviceId("aa"));
	}

	@Test
	void listsThoseWithATag() {
		for (int i = 10; i < 40; i++) {
			put("device-" + i, (i % 3 == 0) ? new String[] { "third", "x" } : new String[] { "other" });
		}
		assertThat(ids("third", null, 100)).hasSize(10).startsWith("device-12").endsWith("device-39");
		assertThat(ids("third", "device-12", 2)).containsExactly("device-15", "device-18");
		assertThat(ids("thir", null, 100)).isEmpty();
	}

	@Test
	void keepsAllWhenItIsOpenedAgain() throws Exception {
		StoredDevice kept = put("a");
		put("b");
		write(new DeviceStore.Change.Remove(new DeviceId("b")));
		close();
		this.store = open();
		assertThat(list(null, null, 10)).containsExactly(kept);
		assertThat(this.store.count()).isEqualTo(1);
	}

	@Test
	void countsWhatManyThreadsPutAndRemove() {
		IntStream.range(0, 200).parallel().forEach((index) -> {
			put("device-" + index % 50);
			if (index % 5 == 0) {
				write(new DeviceStore.Change.Remove(new DeviceId("device-" + (index + 1) % 50)));
			}
		});
		assertThat(this.store.count()).isEqualTo(list(null, null, 1000).size());
	}

}
