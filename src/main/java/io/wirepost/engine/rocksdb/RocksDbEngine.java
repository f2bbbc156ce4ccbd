package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.SteadyTime;
import io.wirepost.settings.SettingsReader;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The engine that stores everything in RocksDB, in the directory {@code wirepost.data}.
 * Another engine replaces this configuration.
 */
@Configuration(proxyBeanMethods = false)
class RocksDbEngine {

	private final JournalSettings settings;

	private final StoreSizes sizes;

	RocksDbEngine(Supplier<JournalSettings> settings) {
		this.settings = settings.get();
		this.sizes = StoreSizes.of(this.settings.retention().size().toBytes());
	}

	@Bean
	RocksDbStore rocksDbStore(SettingsReader reader) {
		return RocksDbStore.open(directory(reader), this.sizes);
	}

	static Path directory(SettingsReader reader) {
		return Path.of(reader.readOne("wirepost.data", String.class, "./data"));
	}

	@Bean
	DeliveryChanges deliveryChanges(RocksDbStore store) {
		return new DeliveryChanges(store);
	}

	@Bean
	DeviceChanges deviceChanges(RocksDbStore store) {
		return new DeviceChanges(store);
	}

	@Bean
	RocksDbBatchStore batchStore(RocksDbStore store, DeliveryChanges deliveries, DeviceChanges devices,
			RocksDbDeadLetterStore deadLetters, ObjectProvider<Clock> clock, JournalMeters meters) throws IOException {
		Clock time = clock.getIfAvailable(Clock::systemUTC);
		BatchWriter writer = new BatchWriter(new ChangeWriter(deliveries, devices), this.sizes.segment(),
				Retention.segmentAge(this.settings.retention()).toMillis());
		return new RocksDbBatchStore(store, writer, new FreeSpace(store.directory().path(), this.settings.reserve()),
				time)
			.erasingToo(deadLetters::erase)
			.dropping(new Retention(store, this.settings.retention(), new SteadyTime(time), meters));
	}

	@Bean
	RocksDbMessageReader messageReader(RocksDbStore store) {
		return new RocksDbMessageReader(store);
	}

	@Bean
	RocksDbListenerStore listenerStore(RocksDbStore store) {
		return new RocksDbListenerStore(store);
	}

	@Bean
	RocksDbPresenceStore presenceStore(RocksDbStore store) {
		return new RocksDbPresenceStore(store);
	}

	@Bean
	RocksDbProtocolStore protocolStore(RocksDbStore store) {
		return new RocksDbProtocolStore(store);
	}

	@Bean
	RocksDbPollStore pollStore(RocksDbStore store) {
		return new RocksDbPollStore(store);
	}

	@Bean
	RocksDbDeviceStore deviceStore(RocksDbStore store, DeviceChanges changes) {
		return new RocksDbDeviceStore(store, changes);
	}

	@Bean
	RocksDbDeliveryStore deliveryStore(RocksDbStore store, DeliveryChanges changes) {
		return new RocksDbDeliveryStore(store, changes);
	}

	@Bean
	RocksDbCursorStore cursorStore(RocksDbStore store) {
		return new RocksDbCursorStore(store);
	}

	@Bean
	RocksDbWebhookStateStore webhookStateStore(RocksDbStore store) {
		return new RocksDbWebhookStateStore(store);
	}

	@Bean
	RocksDbDeadLetterStore deadLetterStore(RocksDbStore store) {
		return new RocksDbDeadLetterStore(store);
	}

}
