package io.wirepost.journal;

import java.time.Duration;

import io.wirepost.settings.InvalidSettingsException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The bounds of the journal. Read through {@link io.wirepost.settings.SettingsReader};
 * the annotation is for the hints that an editor shows.
 *
 * @param engine where everything is stored: {@code rocksdb}, in a local directory, or
 * {@code postgres}, in the database of {@code spring.datasource}
 * @param retention how long messages are kept
 * @param inbox how much may wait to become durable before sockets are not read any more
 * @param reserve free disk space below which nothing is written, so that the disk never
 * fills up; capped at a quarter of the disk; 0B writes until the disk is full
 */
@ConfigurationProperties("wirepost.journal")
public record JournalSettings(@DefaultValue("rocksdb") String engine, @DefaultValue Retention retention,
		@DefaultValue Inbox inbox, @DefaultValue("64MB") DataSize reserve) {

	public JournalSettings {
		if (reserve.isNegative()) {
			throw new InvalidSettingsException("reserve", "'%s' is below zero; 0B keeps no reserve".formatted(reserve));
		}
	}

	/**
	 * How long messages are kept: until either bound is reached. Messages are dropped in
	 * portions, the oldest first, so some may stay a sixteenth longer than the age.
	 *
	 * @param age how long messages are kept
	 * @param size how much of the disk the messages may take; at least 16MB
	 */
	public record Retention(@DefaultValue("7d") Duration age, @DefaultValue("10GB") DataSize size) {

		private static final Duration LONGEST = Duration.ofDays(36_500);

		private static final DataSize SMALLEST = DataSize.ofMegabytes(16);

		public Retention {
			if (age.isNegative() || age.isZero()) {
				throw new InvalidSettingsException("age", "'%s' is not above zero".formatted(age));
			}
			if (age.compareTo(LONGEST) > 0) {
				throw new InvalidSettingsException("age", "'%s' is more than 36500d".formatted(age));
			}
			if (size.compareTo(SMALLEST) < 0) {
				throw new InvalidSettingsException("size", "'%s' is less than 16MB".formatted(size));
			}
		}

	}

	/**
	 * How much may wait to become durable before sockets are not read any more.
	 *
	 * @param messages the number of messages
	 * @param size the bytes of their payloads; capped at an eighth of the heap
	 */
	public record Inbox(@DefaultValue("65536") int messages, @DefaultValue("32MB") DataSize size) {

		public Inbox {
			if (messages < 1) {
				throw new InvalidSettingsException("messages", "'%d' is not at least 1".formatted(messages));
			}
			if (size.toBytes() < 1) {
				throw new InvalidSettingsException("size", "'%s' is not at least 1B".formatted(size));
			}
		}

	}

}
