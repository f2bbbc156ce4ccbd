package io.wirepost.engine.rocksdb;

import org.rocksdb.RocksDB;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Loads RocksDB's native library on Spring Boot's background thread, while the context is
 * created: that unpacks 15 MB of a jar. Whoever needs it first waits until it is loaded.
 * If that fails, opening the store says why.
 */
class NativeLibraryPreinitializer implements BackgroundPreinitializer {

	@Override
	public void preinitialize() {
		RocksDB.loadLibrary();
	}

}
