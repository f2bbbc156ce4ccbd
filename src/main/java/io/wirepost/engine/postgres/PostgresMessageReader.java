package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.engine.PageBuilder;
import io.wirepost.engine.postgres.MessageSelect.Place;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.MessageReader;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages from PostgreSQL. A position is the id of the message before it, and is
 * looked up: the order of ids is nearly that of the messages, but not with several
 * writers.
 */
final class PostgresMessageReader implements MessageReader {

	private static final String WHAT = "The messages";

	private final PostgresDatabase database;

	private final Horizon horizon;

	PostgresMessageReader(PostgresDatabase database, Horizon horizon) {
		this.database = database;
		this.horizon = horizon;
	}

	@Override
	public Optional<DeviceMessage> find(MessageId id) {
		return this.database.read(WHAT, (connection) -> {
			try (PreparedStatement select = connection
				.prepareStatement("SELECT %s FROM message WHERE id = ?".formatted(MessageRow.COLUMNS))) {
				select.setObject(1, id.value());
				try (ResultSet row = select.executeQuery()) {
					return row.next() ? Optional.of(MessageRow.read(row)) : Optional.empty();
				}
			}
		});
	}

	@Override
	public MessagePage read(MessageQuery query) {
		return page(query, false);
	}

	@Override
	public MessagePage follow(MessageQuery query) {
		MessagePage page = page(query, true);
		if (page.next() == null && isMoreBehind(query, page)) {
			this.horizon.stoppedAt();
		}
		return page;
	}

	/** Whether there are messages behind a page that may not be followed yet. */
	private boolean isMoreBehind(MessageQuery query, MessagePage page) {
		Position end = page.items().isEmpty() ? query.after() : page.items().get(page.items().size() - 1).position();
		return !read((end != null) ? query.continued(end) : query).items().isEmpty();
	}

	/**
	 * Behind the last message that can be followed. Whoever stops there is woken when
	 * there are more.
	 */
	@Override
	public Position end() {
		List<DeviceMessage> settled = page(MessageQuery.newest(), true).items();
		Position end = settled.isEmpty() ? Position.BEGINNING : settled.get(0).position();
		if (!read(MessageQuery.behind(end, 1)).items().isEmpty()) {
			this.horizon.stoppedAt();
		}
		return end;
	}

	private MessagePage page(MessageQuery query, boolean settled) {
		if (hasZero(query.listener()) || hasZero(query.kind())) {
			return new MessagePage(List.of(), null);
		}
		return this.database.readAtOnce(WHAT, (connection) -> page(connection, query, settled));
	}

	/** No text here has the character 0, and PostgreSQL does not take it. */
	private static boolean hasZero(@Nullable String text) {
		return text != null && text.indexOf(0) >= 0;
	}

	private static MessagePage page(Connection connection, MessageQuery query, boolean settled) throws SQLException {
		Place from = null;
		boolean all = query.order() == MessageQuery.Order.ASC && Position.BEGINNING.equals(query.after());
		if (query.after() != null && !all) {
			from = Places.find(connection, query.after(), query.order());
			if (from == null) {
				return new MessagePage(List.of(), null);
			}
		}
		MessageSelect select = new MessageSelect(query, from, settled);
		PageBuilder page = new PageBuilder(query.limit());
		try (PreparedStatement messages = select.page(connection); ResultSet row = messages.executeQuery()) {
			while (!page.isEnded() && row.next()) {
				if (MessageRow.hasPayload(row)) {
					DeviceMessage message = MessageRow.read(row);
					page.look(message.requiredId(), message, message.size());
				}
				else {
					page.end();
				}
			}
		}
		return (page.isEnded() || !select.isFiltered()) ? page.toMessagePage()
				: new MessagePage(page.toMessagePage().items(), last(connection, select));
	}

	/** Where to continue behind messages that the filter excluded; null at the end. */
	private static @Nullable Position last(Connection connection, MessageSelect select) throws SQLException {
		try (PreparedStatement last = select.last(connection); ResultSet row = last.executeQuery()) {
			return row.next() ? new Position(row.getObject(1, UUID.class)) : null;
		}
	}

	@Override
	public List<DeviceMessage> latest(DeviceId device) {
		return this.database.read(WHAT, (connection) -> {
			try (PreparedStatement select = connection.prepareStatement("""
					WITH RECURSIVE kinds AS (
						SELECT min(kind) AS kind FROM message
							WHERE device = ? AND kind IS NOT NULL AND direction <> 2
						UNION ALL
						SELECT (SELECT min(m.kind) FROM message m
							WHERE m.device = ? AND m.kind > kinds.kind AND m.direction <> 2)
							FROM kinds WHERE kinds.kind IS NOT NULL
					)
					SELECT newest.* FROM kinds CROSS JOIN LATERAL (
						SELECT %s FROM message m
							WHERE m.device = ? AND m.kind = kinds.kind AND m.direction <> 2
							ORDER BY m.xid DESC, m.place DESC LIMIT 1
					) AS newest ORDER BY newest.kind
					""".formatted(MessageRow.COLUMNS))) {
				for (int i = 1; i <= 3; i++) {
					select.setString(i, device.value());
				}
				List<DeviceMessage> latest = new ArrayList<>();
				try (ResultSet row = select.executeQuery()) {
					while (row.next()) {
						latest.add(MessageRow.read(row));
					}
				}
				return latest;
			}
		});
	}

	@Override
	public @Nullable Position droppedUpTo() {
		return this.database.read(WHAT, (connection) -> {
			try (PreparedStatement select = connection.prepareStatement("SELECT dropped_up_to FROM journal");
					ResultSet row = select.executeQuery()) {
				UUID dropped = row.next() ? row.getObject(1, UUID.class) : null;
				return (dropped != null) ? new Position(dropped) : null;
			}
		});
	}

	@Override
	public boolean isBehind(Position position, Position other) {
		return !position.equals(other)
				&& this.database.readAtOnce(WHAT, (connection) -> Places.isBehind(connection, position, other));
	}

	@Override
	public @Nullable Position droppedBehind(Position cursor) {
		return this.database.read(WHAT, (connection) -> Places.droppedBehind(connection, cursor));
	}

}
