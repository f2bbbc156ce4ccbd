package io.wirepost.engine.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;

import io.wirepost.engine.json.MessageJson;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Interpretation;
import io.wirepost.message.MessageId;
import io.wirepost.message.Payload;
import io.wirepost.message.TraceParent;
import org.jspecify.annotations.Nullable;

/** Reads the rows of messages. */
final class MessageRow {

	/** The columns that are read, in this order. */
	static final String COLUMNS = "id, device, direction, listener, connection, remote_address, received_at, "
			+ "received_nanos, charset, payload, delivery, kind, answer, fields, trace";

	private MessageRow() {
	}

	static DeviceMessage read(ResultSet row) throws SQLException {
		String device = row.getString(2);
		return new DeviceMessage(id(row), (device != null) ? new DeviceId(device) : null,
				MessageCopy.direction(row.getShort(3)), row.getString(4), row.getObject(5, UUID.class),
				row.getString(6), receivedAt(row), MessageJson.charset(row.getString(9)),
				Payload.owning(row.getBytes(10)), row.getObject(11, UUID.class), interpretation(row),
				TraceParent.ofHeader(row.getString(15)));
	}

	static boolean hasPayload(ResultSet row) throws SQLException {
		return row.getBytes(10) != null;
	}

	static MessageId id(ResultSet row) throws SQLException {
		return new MessageId(row.getObject(1, UUID.class));
	}

	private static Instant receivedAt(ResultSet row) throws SQLException {
		return row.getObject(7, OffsetDateTime.class).toInstant().plusNanos(row.getShort(8));
	}

	private static Interpretation interpretation(ResultSet row) throws SQLException {
		String kind = row.getString(12);
		byte[] answer = row.getBytes(13);
		Map<String, Object> fields = fields(row.getString(14));
		return (kind != null || answer != null || !fields.isEmpty())
				? new Interpretation(kind, (answer != null) ? Payload.owning(answer) : null, fields)
				: Interpretation.NONE;
	}

	private static Map<String, Object> fields(@Nullable String json) {
		return (json != null) ? MessageJson.readFields(json.getBytes(StandardCharsets.UTF_8)) : Map.of();
	}

}
