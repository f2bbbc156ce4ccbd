package io.wirepost.engine.postgres;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Rows as a batch changes them: changes build on earlier ones, and those of one
 * submission can be discarded. For one thread.
 *
 * @param <K> a row's key, in whose order the rows are written
 * @param <V> a row
 */
final class Overlay<K extends Comparable<? super K>, V> {

	/** As they are in the database, as far as they were read. */
	private final Map<K, V> stored = new HashMap<>();

	/** As they are to be; empty for deleted. */
	private final Map<K, Optional<V>> changed = new TreeMap<>();

	/** Changes of the submission that is being added. */
	private final Map<K, Optional<V>> pending = new HashMap<>();

	/** A row was read from the database. */
	void stored(K key, V row) {
		this.stored.put(key, row);
	}

	boolean isStored(K key) {
		return this.stored.containsKey(key);
	}

	/** The row as changed so far; null for none. */
	@Nullable V get(K key) {
		Optional<V> now = this.pending.containsKey(key) ? this.pending.get(key) : this.changed.get(key);
		return (now != null) ? now.orElse(null) : this.stored.get(key);
	}

	void put(K key, V row) {
		this.pending.put(key, Optional.of(row));
	}

	void delete(K key) {
		this.pending.put(key, Optional.empty());
	}

	/** Keeps the changes of a submission. */
	void keep() {
		this.changed.putAll(this.pending);
		this.pending.clear();
	}

	/** The keys of the rows that fit, as changed so far. */
	List<K> keysOf(Predicate<V> fitting) {
		Set<K> all = new TreeSet<>(this.stored.keySet());
		all.addAll(this.changed.keySet());
		all.addAll(this.pending.keySet());
		return all.stream().filter((key) -> {
			V row = get(key);
			return row != null && fitting.test(row);
		}).toList();
	}

	/** Discards the changes of a submission. */
	void discard() {
		this.pending.clear();
	}

	/** All rows that are changed, empty for deleted, in the order of their keys. */
	Map<K, Optional<V>> changed() {
		return this.changed;
	}

	/** The changes are in the database, on which the rest of the batch builds. */
	void written() {
		this.changed.forEach((key, row) -> {
			if (row.isPresent()) {
				this.stored.put(key, row.get());
			}
			else {
				this.stored.remove(key);
			}
		});
		this.changed.clear();
	}

	void clear() {
		this.stored.clear();
		this.changed.clear();
		this.pending.clear();
	}

}
