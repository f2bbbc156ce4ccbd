/** The embedded store: RocksDB in a directory of this machine. */
@org.jspecify.annotations.NullMarked
package io.wirepost.engine.rocksdb;
