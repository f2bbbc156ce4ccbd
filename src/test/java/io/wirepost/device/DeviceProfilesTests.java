package io.wirepost.device;

import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

import io.wirepost.connection.Connections;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import io.wirepost.message.DeviceId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is known of devices that are away, and how often the store is read for it. */
class DeviceProfilesTests {

	private static Wirepost wirepost;

	private final AtomicInteger finds = new AtomicInteger();

	private final DeviceCache cache = new DeviceCache();

	private final DeviceProfiles profiles = new DeviceProfiles(wirepost.bean(Devices.class), counting(), this.cache,
			wirepost.bean(LastSeenRecorder.class), wirepost.bean(Connections.class));

	@BeforeAll
	static void start() {
		wirepost = Wirepost.start("wirepost.listeners.named.port=0", "wirepost.listeners.named.charset=EUC-KR",
				"wirepost.listeners.named.identify.by=first-frame",
				"wirepost.listeners.named.identify.pattern=^HELLO (?<id>\\S+)");
	}

	@AfterAll
	static void stop() {
		wirepost.close();
	}

	/** The store of the application, counting the devices that are looked up. */
	private DeviceStore counting() {
		return (DeviceStore) Proxy.newProxyInstance(DeviceStore.class.getClassLoader(),
				new Class<?>[] { DeviceStore.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("find")) {
						this.finds.incrementAndGet();
					}
					return method.invoke(wirepost.bean(DeviceStore.class), arguments);
				});
	}

	private static void comeAndGo(String id) {
		Device device = wirepost.dial("named").say("HELLO " + id + "\n");
		await().until(() -> wirepost.bean(DeviceStore.class).find(new DeviceId(id)).isPresent());
		device.close();
		await().until(() -> wirepost.bean(Connections.class).of(new DeviceId(id)).isEmpty());
	}

	@Test
	void aDeviceThatIsAwayIsLookedUpOnceAndSpeaksAsItDid() {
		comeAndGo("away");
		DeviceId id = new DeviceId("away");
		DeviceProfile profile = this.profiles.find(id).orElseThrow();
		assertThat(profile.charset()).isEqualTo(Charset.forName("EUC-KR"));
		assertThat(profile.listener()).isEqualTo("named");
		assertThat(this.profiles.find(id)).contains(profile);
		assertThat(this.profiles.findLater(id).join()).contains(profile);
		assertThat(this.finds).hasValue(1);
	}

	@Test
	void oneThatIsNotThereIsLookedUpOnceToo() {
		DeviceId id = new DeviceId("never-there");
		assertThat(this.profiles.findLater(id).join()).isEmpty();
		assertThat(this.profiles.find(id)).isEmpty();
		assertThat(this.finds).hasValue(1);
	}

	@Test
	void aChangeIsSeenAtOnce() {
		DeviceId id = new DeviceId("changed");
		DeviceProfiles own = wirepost.bean(DeviceProfiles.class);
		assertThat(own.find(id)).isEmpty();
		wirepost.bean(Devices.class).put(id, new DeviceSettings(new TreeSet<>(), null, null, null));
		assertThat(own.find(id)).isPresent();
		wirepost.bean(Devices.class).delete(id);
		assertThat(own.find(id)).isEmpty();
	}

	@Test
	void theCacheHoldsNoMoreThanItsBound() {
		for (int i = 0; i <= DeviceCache.MOST; i++) {
			this.cache.changed(new DeviceId("device-" + i), null);
		}
		assertThat(this.cache.find(new DeviceId("device-0"))).isNull();
		assertThat(this.cache.find(new DeviceId("device-" + DeviceCache.MOST))).isEmpty();
	}

	@Test
	void whatIsWrittenWhileTheStoreIsReadIsNewer() {
		DeviceId id = new DeviceId("raced");
		DeviceStore.Change change = new DeviceStore.Change.Put(id, new TreeSet<>(), null, null, null, Instant.EPOCH);
		this.cache.changed(id, change.apply(null));
		this.cache.loaded(id, Optional.empty());
		assertThat(this.cache.find(id)).isPresent();
	}

}
