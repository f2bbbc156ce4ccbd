package io.wirepost.device;

import java.nio.charset.Charset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.wirepost.connection.Connections;
import io.wirepost.message.DeviceId;
import io.wirepost.settings.Settings;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * The profiles of devices, for sending to them: reads the store for a device at most once
 * a minute. Safe for all threads.
 */
@Component
public class DeviceProfiles implements DisposableBean {

	private final Devices devices;

	private final DeviceStore store;

	private final DeviceCache cache;

	private final LastSeenRecorder lastSeen;

	private final Connections connections;

	/** Reads the store for callers that must not block. */
	private final ExecutorService reads;

	DeviceProfiles(Devices devices, DeviceStore store, DeviceCache cache, LastSeenRecorder lastSeen,
			Connections connections) {
		this.devices = devices;
		this.store = store;
		this.cache = cache;
		this.lastSeen = lastSeen;
		this.connections = connections;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-device-reads-");
		threads.setDaemon(true);
		this.reads = Executors.newSingleThreadExecutor(threads);
	}

	/**
	 * The profile of a device; empty if the device is unknown. May read the store.
	 */
	public Optional<DeviceProfile> find(DeviceId id) {
		Optional<StoredDevice> stored = this.cache.find(id);
		return profile(id, (stored != null) ? stored : load(id));
	}

	/** The same for callers that must not block. */
	public CompletableFuture<Optional<DeviceProfile>> findLater(DeviceId id) {
		Optional<StoredDevice> stored = this.cache.find(id);
		return (stored != null) ? CompletableFuture.completedFuture(profile(id, stored))
				: CompletableFuture.supplyAsync(() -> profile(id, load(id)), this.reads);
	}

	private Optional<StoredDevice> load(DeviceId id) {
		Optional<StoredDevice> stored = this.store.find(id);
		this.cache.loaded(id, stored);
		return stored;
	}

	private Optional<DeviceProfile> profile(DeviceId id, Optional<StoredDevice> stored) {
		DeviceSettings settings = this.devices.settings().get(id);
		StoredDevice device = stored.orElse(null);
		if (settings == null && device == null && this.connections.of(id).isEmpty()) {
			return Optional.empty();
		}
		DeviceStore.Change.Seen seen = this.lastSeen.pending(id);
		String listener = (seen != null) ? seen.listener() : (device != null) ? device.listener() : null;
		String charset = (seen != null) ? seen.charset() : (device != null) ? device.charset() : null;
		Charset spoken = (charset != null) ? Charset.forName(charset) : null;
		if (settings != null) {
			Settings reply = (settings.reply() != null) ? new Settings(settings.reply()) : null;
			return Optional.of(new DeviceProfile(settings.endpoint(), reply, listener, spoken));
		}
		return Optional.of((device != null)
				? new DeviceProfile(device.endpointSettings(), device.replySettings().orElse(null), listener, spoken)
				: new DeviceProfile(null, null, listener, spoken));
	}

	@Override
	public void destroy() {
		this.reads.shutdownNow();
	}

}
