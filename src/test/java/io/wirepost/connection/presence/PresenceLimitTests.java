package io.wirepost.connection.presence;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.wirepost.message.DeviceId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PresenceLimitTests {

	private static final DeviceId DEVICE = new DeviceId("a");

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5));

	private final PresenceLimit limit = new PresenceLimit(this.now::get, 100);

	@Test
	void allowsABurstAndThenOneInASecond() {
		assertThat(allowed(DEVICE, 200)).isEqualTo(PresenceLimit.BURST);
		after(999);
		assertThat(allowed(DEVICE, 200)).isZero();
		after(1);
		assertThat(allowed(DEVICE, 200)).isEqualTo(1);
		after(3000);
		assertThat(allowed(DEVICE, 200)).isEqualTo(3);
		after(3_600_000);
		assertThat(allowed(DEVICE, 200)).isEqualTo(PresenceLimit.BURST);
	}

	@Test
	void countsEachDeviceByItself() {
		assertThat(allowed(DEVICE, 200)).isEqualTo(PresenceLimit.BURST);
		assertThat(allowed(new DeviceId("b"), 200)).isEqualTo(PresenceLimit.BURST);
	}

	@Test
	void forgetsDevicesThatMayHaveAWholeBurst() {
		for (int i = 0; i < 90; i++) {
			allowed(new DeviceId("d" + i), 1);
		}
		allowed(DEVICE, 200);
		assertThat(this.limit.size()).isEqualTo(91);
		after(1000);
		allowed(new DeviceId("next"), 1);
		assertThat(this.limit.size()).isEqualTo(2);
	}

	@Test
	void countsNoMoreDevicesThanItMayAndLetsTheOthersPass() {
		allowed(DEVICE, 200);
		for (int i = 0; i < 1000; i++) {
			assertThat(allowed(new DeviceId("d" + i), 1)).isEqualTo(1);
		}
		assertThat(this.limit.size()).isEqualTo(100);
		assertThat(allowed(DEVICE, 200)).isZero();
	}

	private int allowed(DeviceId device, int times) {
		int allowed = 0;
		for (int i = 0; i < times; i++) {
			allowed += this.limit.allows(device) ? 1 : 0;
		}
		return allowed;
	}

	private void after(long millis) {
		this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
