package io.wirepost.delivery;

import java.time.Duration;

import io.wirepost.settings.InvalidSettingsException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much may wait for devices that are away, and how long it is known what became of
 * deliveries. Read through {@link io.wirepost.settings.SettingsReader}; the annotation is
 * there for the hints that an editor shows.
 *
 * @param queue how much may wait
 * @param retention until when ended deliveries are kept
 */
@ConfigurationProperties("wirepost.deliveries")
record DeliverySettings(@DefaultValue Queue queue, @DefaultValue Retention retention) {

	/**
	 * How much may wait for devices that are away.
	 *
	 * @param perDevice so many messages for one device
	 * @param messages so many messages in all
	 * @param size so many bytes of payloads in all
	 */
	record Queue(@DefaultValue("1000") int perDevice, @DefaultValue("100000") int messages,
			@DefaultValue("256MB") DataSize size) {

		Queue {
			if (perDevice < 1) {
				throw new InvalidSettingsException("per-device", "'%d' is not at least 1".formatted(perDevice));
			}
			if (messages < 1) {
				throw new InvalidSettingsException("messages", "'%d' is not at least 1".formatted(messages));
			}
			if (size.toBytes() < 1) {
				throw new InvalidSettingsException("size", "'%s' is not at least 1B".formatted(size));
			}
		}

	}

	/**
	 * Until when ended deliveries are kept: whichever comes first.
	 *
	 * @param age how long after they were asked for
	 * @param count at most so many, beside those whose idempotency key is still kept
	 */
	record Retention(@DefaultValue("7d") Duration age, @DefaultValue("1000000") long count) {

		Retention {
			if (age.compareTo(Duration.ofMinutes(1)) < 0 || age.compareTo(Duration.ofDays(36_500)) > 0) {
				throw new InvalidSettingsException("age", "'%s' is not 1m to 36500d".formatted(age));
			}
			if (count < 1) {
				throw new InvalidSettingsException("count", "'%d' is not at least 1".formatted(count));
			}
		}

	}

}
