/** The embedded store: RocksDB in a local directory. */
@org.jspecify.annotations.NullMarked
package io.wirepost.engine.rocksdb;
