package io.wirepost.engine.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** Many rows in one statement, by a column each as an array. */
final class Rows {

	private Rows() {
	}

	/** One column of rows. */
	static <T> Array array(Connection connection, String type, List<T> rows,
			Function<? super T, ? extends @Nullable Object> column) throws SQLException {
		return connection.createArrayOf(type, rows.stream().map(column).toArray());
	}

	/** The rows that are to be there. */
	static <V> List<V> present(Map<?, Optional<V>> changed) {
		return changed.values().stream().flatMap(Optional::stream).toList();
	}

	/** The keys of the rows that are to be deleted. */
	static <K> List<K> absent(Map<K, ? extends Optional<?>> changed) {
		return changed.entrySet().stream().filter((one) -> one.getValue().isEmpty()).map(Map.Entry::getKey).toList();
	}

	/**
	 * Deletes rows, if any are to be.
	 * @return how many were there
	 */
	static int delete(Connection connection, String sql, String type, List<?> keys) throws SQLException {
		return delete(connection, sql, type, keys.toArray());
	}

	static int delete(Connection connection, String sql, String type, Object[] keys) throws SQLException {
		if (keys.length == 0) {
			return 0;
		}
		try (PreparedStatement delete = connection.prepareStatement(sql)) {
			delete.setArray(1, connection.createArrayOf(type, keys));
			return delete.executeUpdate();
		}
	}

}
