package io.wirepost.cluster;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.wirepost.settings.SharedSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Reads now and then what was put at run time, in case a replica could not tell this one
 * of a change. A process on its own has made all changes itself.
 */
@Component
class SettingsSync implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(SettingsSync.class);

	private static final long SECONDS = 30;

	private final Cluster cluster;

	private final ObjectProvider<SharedSettings> settings;

	private @Nullable ScheduledExecutorService thread;

	SettingsSync(Cluster cluster, ObjectProvider<SharedSettings> settings) {
		this.cluster = cluster;
		this.settings = settings;
	}

	@Override
	public synchronized void start() {
		if (this.cluster.isEnabled() && this.thread == null) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-settings-");
			threads.setDaemon(true);
			this.thread = Executors.newSingleThreadScheduledExecutor(threads);
			List<SharedSettings> all = this.settings.orderedStream().toList();
			this.thread.scheduleWithFixedDelay(() -> all.forEach(SettingsSync::reload), SECONDS, SECONDS,
					TimeUnit.SECONDS);
		}
	}

	private static void reload(SharedSettings some) {
		try {
			some.reloadAll();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// An exception would end the schedule.
			log.warn("What was put at run time cannot be read now: {}: {}", some.kind(), ex.getMessage());
		}
	}

	@Override
	public synchronized void stop() {
		if (this.thread != null) {
			this.thread.shutdownNow();
			this.thread = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.thread != null;
	}

}
