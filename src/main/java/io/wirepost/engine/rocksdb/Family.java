package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The column families that are always there, beside RocksDB's default one. */
enum Family {

	/** Devices, under their ids. */
	DEVICES,

	/** Deliveries, and what finds them. */
	DELIVERIES,

	/** How far those who follow the journal are, under their names. */
	CURSORS,

	/** Listeners that were made at run time, under their names. */
	LISTENERS;

	/** Its name in RocksDB. */
	byte[] id() {
		return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
	}

}
