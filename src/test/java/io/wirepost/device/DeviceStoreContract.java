package io.wirepost.device;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.wirepost.message.DeviceId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every engine's device store has to do. */
public abstract class DeviceStoreContract {

	private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456789Z");

	private DeviceStore store;

	/** Opens the store on what this test has kept so far: nothing at first. */
	protected abstract DeviceStore open() throws Exception;

	/** Ends the store that was opened last, if it has not been ended. */
	protected abstract void close() throws Exception;

	@BeforeEach
	void openTheStore() throws Exception {
		this.store = open();
	}

	@Test
	void findsWhatWasSaved() {
		StoredDevice whole = new StoredDevice(new DeviceId("boiler:7"), new TreeSet<>(List.of("floor-3", "größe")),
				Map.of("host", "10.0.0.1", "framing.type", "line"), Map.of("match", "next"), TIME, TIME.plusSeconds(1));
		StoredDevice bare = device("bare");
		this.store.save(whole);
		this.store.save(bare);
		assertThat(this.store.find(whole.id())).contains(whole);
		assertThat(this.store.find(bare.id())).contains(bare);
		assertThat(this.store.find(new DeviceId("other"))).isEmpty();
	}

	@Test
	void keepsTheLastOfAnId() {
		this.store.save(device("a"));
		StoredDevice later = new StoredDevice(new DeviceId("a"), new TreeSet<>(), Map.of(), null, TIME, TIME);
		this.store.save(later);
		assertThat(this.store.find(later.id())).contains(later);
		assertThat(this.store.count()).isEqualTo(1);
	}

	@Test
	void forgetsWhatIsRemoved() {
		this.store.save(device("a"));
		this.store.save(device("b"));
		this.store.remove(new DeviceId("a"));
		this.store.remove(new DeviceId("never-there"));
		assertThat(this.store.find(new DeviceId("a"))).isEmpty();
		assertThat(this.store.list(null, 10)).containsExactly(device("b"));
		assertThat(this.store.count()).isEqualTo(1);
	}

	@Test
	void listsInTheOrderOfTheBytesOfTheIds() {
		List<String> inOrder = List.of("-", ".", "0", "10", "9", ":", "A", "Z", "_", "a", "a-", "a.b", "aa", "b");
		inOrder.stream().sorted((one, other) -> other.compareTo(one)).forEach((id) -> this.store.save(device(id)));
		assertThat(ids(this.store.list(null, 100))).isEqualTo(inOrder);
		assertThat(ids(this.store.list(null, 3))).containsExactly("-", ".", "0");
		assertThat(ids(this.store.list(new DeviceId("a"), 2))).containsExactly("a-", "a.b");
		assertThat(ids(this.store.list(new DeviceId("a0"), 2))).containsExactly("aa", "b");
		assertThat(this.store.list(new DeviceId("b"), 2)).isEmpty();
	}

	@Test
	void keepsAllWhenItIsOpenedAgain() throws Exception {
		this.store.save(device("a"));
		this.store.save(device("b"));
		this.store.remove(new DeviceId("b"));
		close();
		this.store = open();
		assertThat(this.store.list(null, 10)).containsExactly(device("a"));
		assertThat(this.store.count()).isEqualTo(1);
	}

	@Test
	void countsWhatManyThreadsSaveAndRemove() {
		IntStream.range(0, 200).parallel().forEach((index) -> {
			this.store.save(device("device-" + index % 50));
			if (index % 5 == 0) {
				this.store.remove(new DeviceId("device-" + (index + 1) % 50));
			}
		});
		assertThat(this.store.count()).isEqualTo(this.store.list(null, 1000).size());
	}

	private static StoredDevice device(String id) {
		return new StoredDevice(new DeviceId(id), new TreeSet<>(), null, null, TIME, null);
	}

	private static List<String> ids(List<StoredDevice> devices) {
		return devices.stream().map((device) -> device.id().value()).toList();
	}

}
