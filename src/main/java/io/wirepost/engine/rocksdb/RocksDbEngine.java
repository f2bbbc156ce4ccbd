package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.SplittableRandom;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.SteadyTime;
import io.wirepost.settings.SettingsReader;
import org.rocksdb.RocksDBException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Keeps everything in RocksDB, in the directory {@code wirepost.data}. This is the place
 * where another engine is chosen instead.
 */
@Configuration(proxyBeanMethods = false)
class RocksDbEngine {

	private final JournalSettings settings;

	private final StoreSizes sizes;

	RocksDbEngine(SettingsReader reader) {
		this.settings = reader.read("wirepost.journal", JournalSettings.class);
		this.sizes = StoreSizes.of(this.settings.retention().size().toBytes());
	}

	@Bean
	RocksDbStore rocksDbStore(SettingsReader reader) {
		return RocksDbStore.open(Path.of(reader.readOne("wirepost.data", String.class, "./data")), this.sizes);
	}

	@Bean
	RocksDbMessageJournal messageJournal(RocksDbStore store, ObjectProvider<Clock> clock, MeterRegistry registry)
			throws IOException, RocksDBException {
		// Ids need not be hard to guess, but must be made quickly.
		SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
		Clock time = clock.getIfAvailable(Clock::systemUTC);
		return RocksDbMessageJournal.start(store, this.settings, this.sizes, time, new SteadyTime(time), random,
				new JournalMeters(registry));
	}

	@Bean
	RocksDbListenerStore listenerStore(RocksDbStore store) {
		return new RocksDbListenerStore(store);
	}

	@Bean
	RocksDbDeviceStore deviceStore(RocksDbStore store) {
		return new RocksDbDeviceStore(store);
	}

	@Bean
	RocksDbDeliveryStore deliveryStore(RocksDbStore store) {
		return new RocksDbDeliveryStore(store);
	}

	@Bean
	RocksDbCursorStore cursorStore(RocksDbStore store) {
		return new RocksDbCursorStore(store);
	}

}
