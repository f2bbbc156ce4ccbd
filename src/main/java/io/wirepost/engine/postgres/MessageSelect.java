package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.wirepost.engine.PageBuilder;
import io.wirepost.journal.MessageQuery;
import org.jspecify.annotations.Nullable;

/**
 * The statement of a page. A filter that excludes nearly everything must not read the
 * whole journal at once, so it is applied to the next messages of the device or of all,
 * at most {@value #LOOKED_AT}.
 */
final class MessageSelect {

	/** The most messages that one page looks at. */
	static final int LOOKED_AT = 10_000;

	/** What PostgreSQL stores as a time, roughly. */
	private static final Instant EARLIEST = Instant.parse("-4000-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("+200000-01-01T00:00:00Z");

	private final MessageQuery query;

	private final StringBuilder within = new StringBuilder("true");

	private final StringBuilder filter = new StringBuilder("true");

	private final List<Object> withinValues = new ArrayList<>();

	private final List<Object> filterValues = new ArrayList<>();

	/**
	 * @param from where the page begins; null for the end of the journal
	 * @param settled whether it ends before transactions that still run
	 */
	MessageSelect(MessageQuery query, @Nullable Place from, boolean settled) {
		this.query = query;
		if (query.device() != null) {
			within(" AND device = ?", query.device().value());
		}
		if (from != null) {
			boolean ascending = query.order() == MessageQuery.Order.ASC;
			within(" AND (xid, place) %s%s (?, ?)".formatted(ascending ? ">" : "<", from.included() ? "=" : ""),
					from.xid(), from.place());
			// A process may not have noticed yet that the next partition was begun.
			within(" AND part %s ?".formatted(ascending ? ">=" : "<="), from.part() + (ascending ? -1 : 1));
		}
		if (settled) {
			this.within.append(" AND xid < " + Transactions.OLDEST);
		}
		filter();
	}

	private void filter() {
		if (this.query.direction() != null) {
			filter(" AND direction = ?", MessageCopy.code(this.query.direction()));
		}
		else if (!this.query.events()) {
			this.filter.append(" AND direction <> 2");
		}
		if (this.query.listener() != null) {
			filter(" AND listener = ?", this.query.listener());
		}
		if (this.query.kind() != null) {
			filter(" AND kind = ?", this.query.kind());
		}
		if (this.query.from() != null) {
			filter(" AND (received_at, received_nanos) >= (?, ?)", this.query.from());
		}
		if (this.query.to() != null) {
			filter(" AND (received_at, received_nanos) < (?, ?)", this.query.to());
		}
	}

	private void within(String condition, Object... values) {
		this.within.append(condition);
		this.withinValues.addAll(List.of(values));
	}

	private void filter(String condition, Object value) {
		this.filter.append(condition);
		this.filterValues.add(value);
	}

	/** Whether messages within the page's range may be left out. */
	boolean isFiltered() {
		return this.filter.length() > "true".length();
	}

	/**
	 * The messages of the page, and one more if there is one. Those behind
	 * {@link PageBuilder#MAX_BYTES} have no payload: they are not in the page, and would
	 * fill the heap.
	 */
	PreparedStatement page(Connection connection) throws SQLException {
		String range = "SELECT xid, place, %s FROM message WHERE %s %s LIMIT %d".formatted(MessageRow.COLUMNS,
				this.within, order(), isFiltered() ? LOOKED_AT : this.query.limit() + 1);
		String page = "SELECT * FROM (%s) AS looked_at WHERE %s %s LIMIT %d".formatted(range, this.filter, order(),
				this.query.limit() + 1);
		String summed = "SELECT *, sum(octet_length(payload)) OVER (%s ROWS UNBOUNDED PRECEDING) - octet_length(payload) "
			.formatted(order()) + "AS before FROM (%s) AS page".formatted(page);
		return prepared(connection,
				"SELECT %s FROM (%s) AS summed %s".formatted(
						MessageRow.COLUMNS.replace(" payload,",
								" CASE WHEN before <= %d THEN payload END,".formatted(PageBuilder.MAX_BYTES)),
						summed, order()),
				this.withinValues, this.filterValues);
	}

	/** The id of the last message that the page looked at, if it looked at the most. */
	PreparedStatement last(Connection connection) throws SQLException {
		return prepared(connection,
				"SELECT id FROM message WHERE %s %s OFFSET ? LIMIT 1".formatted(this.within, order()),
				this.withinValues, List.of(LOOKED_AT - 1));
	}

	private String order() {
		String order = (this.query.order() == MessageQuery.Order.ASC) ? "ASC" : "DESC";
		return "ORDER BY xid %s, place %s".formatted(order, order);
	}

	private static PreparedStatement prepared(Connection connection, String sql, List<Object> first,
			List<? extends Object> rest) throws SQLException {
		PreparedStatement statement = connection.prepareStatement(sql);
		try {
			int index = 1;
			for (List<? extends Object> values : List.of(first, rest)) {
				for (Object value : values) {
					index = set(statement, index, value);
				}
			}
			return statement;
		}
		catch (SQLException | RuntimeException ex) {
			statement.close();
			throw ex;
		}
	}

	private static int set(PreparedStatement statement, int index, Object value) throws SQLException {
		if (value instanceof Instant time) {
			statement.setObject(index, micros(time));
			statement.setInt(index + 1, time.getNano() % 1000);
			return index + 2;
		}
		statement.setObject(index, value);
		return index + 1;
	}

	/**
	 * The driver knows the least and the greatest time as those that all others are
	 * between.
	 */
	private static OffsetDateTime micros(Instant time) {
		if (time.isBefore(EARLIEST)) {
			return OffsetDateTime.MIN;
		}
		return time.isAfter(LATEST) ? OffsetDateTime.MAX
				: time.minusNanos(time.getNano() % 1000).atOffset(ZoneOffset.UTC);
	}

	/**
	 * A place in the journal.
	 *
	 * @param xid the number of its message's transaction
	 * @param place the message's place in the transaction
	 * @param part the message's partition
	 * @param included whether the message itself is read
	 */
	record Place(long xid, int place, int part, boolean included) implements Comparable<Place> {

		private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::xid)
			.thenComparingInt(Place::place)
			.thenComparing(Place::included, Comparator.reverseOrder());

		/** In the order of following. */
		@Override
		public int compareTo(Place other) {
			return ORDER.compare(this, other);
		}

	}

}
