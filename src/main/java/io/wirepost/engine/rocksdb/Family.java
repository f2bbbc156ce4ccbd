package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The column families that always exist, besides RocksDB's default one. */
enum Family {

	/** Devices, under their ids. */
	DEVICES,

	/** Deliveries and their indexes. */
	DELIVERIES,

	/** The cursors of followers, under their names. */
	CURSORS,

	/** Listeners created at run time, under their names. */
	LISTENERS,

	/** Protocols put at run time, under their names. */
	PROTOCOLS,

	/** Devices on connections, under the ids of both. */
	PRESENCE,

	/** Polls put at run time, under their names. */
	POLLS,

	/** Pauses and replays of webhooks, under the names of the webhooks. */
	WEBHOOKS,

	/** Dead letters, under the names of their webhooks and the ids of the messages. */
	DEAD_LETTERS;

	/** Its name in RocksDB. */
	byte[] id() {
		return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
	}

}
