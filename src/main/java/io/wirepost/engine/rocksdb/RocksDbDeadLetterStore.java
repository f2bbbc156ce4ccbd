package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.wirepost.engine.json.DeadLetterJson;
import io.wirepost.forward.webhook.DeadLetter;
import io.wirepost.forward.webhook.DeadLetterStore;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/**
 * Dead letters in RocksDB: under the webhook's name, a zero and the message's id; a
 * version, and JSON.
 */
final class RocksDbDeadLetterStore implements DeadLetterStore {

	private static final byte VERSION = 1;

	private final RocksDbStore store;

	/** How many there are, by the webhook's name. Guarded by this object's lock. */
	private final Map<String, Integer> counts = new HashMap<>();

	RocksDbDeadLetterStore(RocksDbStore store) {
		this.store = store;
	}

	@Override
	public synchronized int add(String webhook, List<DeadLetter> letters, int most) {
		byte[] prefix = prefix(webhook);
		// A failed write leaves the number unknown.
		Integer counted = this.counts.remove(webhook);
		int count = (counted != null) ? counted : keys(prefix, Integer.MAX_VALUE).size();
		int added = this.store.read((database) -> {
			int unknown = 0;
			for (DeadLetter letter : letters) {
				byte[] key = Keys.withId(prefix, letter.message().value());
				unknown += (database.get(database.family(Family.DEAD_LETTERS), key) == null) ? 1 : 0;
			}
			return unknown;
		});
		this.store.write("The dead letters", (database, batch) -> {
			for (DeadLetter letter : letters) {
				batch.put(database.family(Family.DEAD_LETTERS), Keys.withId(prefix, letter.message().value()),
						encode(letter));
			}
		});
		int dropped = Math.max(0, count + added - most);
		if (dropped > 0) {
			remove(keys(prefix, dropped));
		}
		this.counts.put(webhook, count + added - dropped);
		return dropped;
	}

	/** The first keys, oldest message first. */
	private List<byte[]> keys(byte[] prefix, int limit) {
		return this.store.read((database) -> {
			List<byte[]> keys = new ArrayList<>();
			try (RocksIterator iterator = database.iterator(database.family(Family.DEAD_LETTERS))) {
				for (iterator.seek(prefix); iterator.isValid() && Keys.startsWith(iterator.key(), prefix)
						&& keys.size() < limit; iterator.next()) {
					keys.add(iterator.key());
				}
				iterator.status();
			}
			return keys;
		});
	}

	private void remove(List<byte[]> keys) {
		this.store.write("The dead letters", (database, batch) -> {
			for (byte[] key : keys) {
				batch.delete(database.family(Family.DEAD_LETTERS), key);
			}
		});
	}

	@Override
	public List<DeadLetter> list(String webhook, @Nullable MessageId before, int limit) {
		byte[] prefix = prefix(webhook);
		return this.store.read((database) -> {
			List<DeadLetter> letters = new ArrayList<>();
			try (RocksIterator iterator = database.iterator(database.family(Family.DEAD_LETTERS))) {
				byte[] end = (before != null) ? Keys.withId(prefix, before.value()) : Keys.behind(prefix);
				for (iterator.seekForPrev(end); iterator.isValid() && Keys.startsWith(iterator.key(), prefix)
						&& letters.size() < limit; iterator.prev()) {
					if (!Arrays.equals(end, iterator.key())) {
						letters.add(decode(iterator.key(), iterator.value()));
					}
				}
				iterator.status();
			}
			return letters;
		});
	}

	@Override
	public synchronized void clear(String webhook) {
		this.counts.remove(webhook);
		remove(keys(prefix(webhook), Integer.MAX_VALUE));
	}

	/** Removes those of a device's messages: the reasons may quote them. */
	synchronized void erase(DeviceId device) {
		List<byte[]> found = this.store.read((database) -> {
			List<byte[]> keys = new ArrayList<>();
			try (RocksIterator iterator = database.iterator(database.family(Family.DEAD_LETTERS))) {
				for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
					if (device.equals(decode(iterator.key(), iterator.value()).device())) {
						keys.add(iterator.key());
					}
				}
				iterator.status();
			}
			return keys;
		});
		if (!found.isEmpty()) {
			this.counts.clear();
			remove(found);
		}
	}

	private static byte[] prefix(String webhook) {
		return (webhook + '\0').getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] encode(DeadLetter letter) {
		byte[] json = DeadLetterJson.write(letter);
		byte[] value = new byte[json.length + 1];
		value[0] = VERSION;
		System.arraycopy(json, 0, value, 1, json.length);
		return value;
	}

	private static DeadLetter decode(byte[] key, byte[] value) {
		if (value[0] != VERSION) {
			throw new IllegalStateException(
					"The dead letter of %s is stored in the unknown format %d".formatted(Keys.idOf(key), value[0]));
		}
		return DeadLetterJson.read(Keys.idOf(key), value, 1);
	}

}
