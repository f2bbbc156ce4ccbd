package io.wirepost.delivery.poll;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

import io.wirepost.delivery.Deliveries;
import io.wirepost.message.DevicePattern;
import io.wirepost.message.PayloadNotEncodableException;
import io.wirepost.protocol.StepSettings;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Rules;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to devices again and again. {@code every}, {@code send} and one of
 * {@code devices} and {@code tag} are needed.
 *
 * @param devices the ids of the devices, in which * stands for any characters
 * @param tag the tag of the devices
 * @param every the time between two rounds, 100 ms to 1 day
 * @param jitter within how long a round spreads its devices; a tenth of {@code every} by
 * default
 * @param send what is sent: {@code text}, {@code hex} or {@code base64}
 * @param awaitReply how long a reply is awaited; without it none is
 */
public record PollSettings(@Nullable String devices, @Nullable String tag, Duration every, @Nullable Duration jitter,
		StepSettings.Send send, @Nullable Duration awaitReply) {

	private static final Duration SHORTEST = Duration.ofMillis(100);

	private static final Duration LONGEST = Duration.ofDays(1);

	/** Each more takes up to 128 times as long to match. */
	private static final int MOST_STARS = 3;

	private static final Pattern DEVICES = Pattern.compile("[A-Za-z0-9._:*-]{1,128}");

	private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

	public PollSettings {
		Faults faults = new Faults();
		if (devices != null) {
			faults
				.that(DEVICES.matcher(devices).matches(), "devices", "'%s' is not 1 to 128 of A-Z a-z 0-9 . _ : - *",
						devices)
				.that(devices.chars().filter((one) -> one == '*').count() <= MOST_STARS, "devices",
						"'%s' has more than %d *", devices, MOST_STARS);
		}
		if (tag != null) {
			faults.that(TAG.matcher(tag).matches(), "tag", "'%s' is not 1 to 64 of A-Z a-z 0-9 . _ : -", tag);
		}
		// What is missing is found by of(): here it may have been left out for a fault.
		if (every != null) {
			faults.check(() -> Rules.check(every.compareTo(SHORTEST) >= 0 && every.compareTo(LONGEST) <= 0, "every",
					every, "100ms to 1d"));
			faults.check(() -> Rules.check(jitter == null || (!jitter.isNegative() && jitter.compareTo(every) < 0),
					"jitter", jitter, "zero or more, and less than every"));
		}
		if (send != null) {
			faults.check(() -> checkSend(send));
		}
		faults.check(() -> Rules.check(
				awaitReply == null || (awaitReply.compareTo(Duration.ofMillis(1)) >= 0
						&& awaitReply.compareTo(Deliveries.LONGEST_WAIT) <= 0),
				"await-reply", awaitReply, "1ms to 5m"));
		faults.throwIfAny();
	}

	private static void checkSend(StepSettings.Send send) {
		try {
			send.payload(StandardCharsets.UTF_8);
		}
		catch (PayloadNotEncodableException ex) {
			throw new InvalidSettingsException("send", String.valueOf(ex.getMessage()));
		}
		catch (InvalidSettingsException ex) {
			// Of one property, so that no other fault is found once it is left out.
			throw new InvalidSettingsException("send", ex.faults().get(0).sentence());
		}
	}

	/**
	 * Reads settings.
	 * @throws InvalidSettingsException if they cannot be used, with every fault
	 */
	static PollSettings of(Settings given) {
		Faults faults = new Faults();
		PollSettings settings = given.bind(PollSettings.class, faults.found());
		boolean sends = given.values()
			.keySet()
			.stream()
			.anyMatch((name) -> name.equals("send") || name.startsWith("send."));
		faults
			.that(given.value("devices").isPresent() != given.value("tag").isPresent(), "devices",
					"set one of devices and tag")
			.that(given.value("every").isPresent(), "every", "set how often it is sent, such as 30s")
			.that(sends, "send", "set one of text, hex and base64");
		return faults.unlessAny(settings);
	}

	/** Within how long a round spreads its devices. */
	public Duration spread() {
		return (this.jitter != null) ? this.jitter : this.every.dividedBy(10);
	}

	/** The devices, where no tag says which. */
	DevicePattern pattern() {
		return DevicePattern.of((this.devices != null) ? this.devices : "*");
	}

}
