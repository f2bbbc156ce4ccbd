package io.wirepost.journal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Payload;

import org.springframework.util.unit.DataSize;

/** Messages and settings for the tests of journals. */
public final class TestMessages {

	/** When messages were received, unless a test says otherwise. */
	public static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456789Z");

	private static final UUID CONNECTION = UUID.fromString("019caf80-0000-7000-8000-000000000001");

	private TestMessages() {
	}

	public static DeviceMessage message(String device, String text) {
		return message(device, Direction.INBOUND, "default", TIME, text);
	}

	public static DeviceMessage message(String device, Direction direction, String listener, Instant receivedAt,
			String text) {
		return new DeviceMessage(null, new DeviceId(device), direction, listener, CONNECTION, "10.0.0.7:50123",
				receivedAt, StandardCharsets.UTF_8, Payload.owning(text.getBytes(StandardCharsets.UTF_8)), null);
	}

	public static String text(DeviceMessage message) {
		return message.payload().decode(message.charset()).orElseThrow();
	}

	public static List<String> texts(List<DeviceMessage> messages) {
		return messages.stream().map(TestMessages::text).toList();
	}

	/** With an inbox of so many messages. */
	public static JournalSettings settings(int inbox) {
		return settings(inbox, Duration.ofDays(36_500), DataSize.ofGigabytes(10), DataSize.ofMegabytes(64));
	}

	public static JournalSettings settings(int inbox, Duration age, DataSize size, DataSize reserve) {
		return new JournalSettings("rocksdb", new JournalSettings.Retention(age, size),
				new JournalSettings.Inbox(inbox, DataSize.ofMegabytes(32)), reserve);
	}

}
