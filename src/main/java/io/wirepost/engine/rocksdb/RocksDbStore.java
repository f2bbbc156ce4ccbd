package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import io.wirepost.journal.JournalUnavailableException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database in its directory, which may have to be reopened after disk failures. Safe
 * for all threads: it is closed only while no thread uses it, since using a closed
 * database crashes the process.
 */
final class RocksDbStore implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(RocksDbStore.class);

	private static final long CLOSE_SECONDS = 10;

	private final ReadWriteLock lock = new ReentrantReadWriteLock();

	private final DataDirectory directory;

	private final NativeOptions options;

	private volatile boolean suspect;

	private boolean closed;

	private @Nullable Database database;

	private RocksDbStore(DataDirectory directory, NativeOptions options, Database database) {
		this.directory = directory;
		this.options = options;
		this.database = database;
	}

	/**
	 * Opens the store, and creates it if there is none.
	 * @throws DataDirectoryException if that is not possible
	 */
	static RocksDbStore open(Path path, StoreSizes sizes) {
		DataDirectory directory = DataDirectory.claim(path);
		NativeOptions options = new NativeOptions(sizes);
		try {
			return new RocksDbStore(directory, options, Database.open(directory, options));
		}
		catch (RocksDBException ex) {
			options.close();
			directory.close();
			throw directory.explain(ex);
		}
		catch (RuntimeException ex) {
			options.close();
			directory.close();
			throw ex;
		}
	}

	/**
	 * Uses the database. Its objects must not be used after the work returns.
	 * @throws JournalUnavailableException if it is not open
	 */
	<T extends @Nullable Object> T use(Work<T> work) throws RocksDBException {
		this.lock.readLock().lock();
		try {
			if (this.database == null) {
				throw new JournalUnavailableException(
						this.closed ? "The store is closed" : "The store could not be reopened after a failure");
			}
			return work.with(this.database);
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	/** The same for reads: a failure becomes a JournalUnavailableException. */
	<T extends @Nullable Object> T read(Work<T> work) {
		try {
			return use(work);
		}
		catch (RocksDBException ex) {
			throw unavailable("The store cannot be read", ex);
		}
	}

	/**
	 * Writes a change atomically, durable on return.
	 * @param what what is written, as the beginning of a sentence
	 * @throws JournalUnavailableException if it cannot be written now; it may have been
	 * written anyway
	 */
	void write(String what, Change change) {
		try (WriteBatch batch = new WriteBatch()) {
			use((database) -> {
				change.addTo(database, batch);
				database.write(batch);
				return batch;
			});
		}
		catch (RocksDBException ex) {
			suspect();
			throw unavailable(what + " cannot be written", ex);
		}
	}

	/** Converts a failure of the database to the exception that callers get. */
	static JournalUnavailableException unavailable(String what, RocksDBException ex) {
		JournalUnavailableException unavailable = new JournalUnavailableException(what + ": " + ex.getMessage());
		unavailable.initCause(ex);
		return unavailable;
	}

	/**
	 * Marks the store as failed: RocksDB refuses all writes after a failed one, so the
	 * next writer reopens it.
	 */
	void suspect() {
		this.suspect = true;
	}

	boolean isSuspect() {
		return this.suspect;
	}

	/** Clears the mark: a write succeeded. */
	void trust() {
		this.suspect = false;
	}

	/**
	 * Reopens the database, which RocksDB requires after a failed write. If that fails,
	 * opens it for reads, if possible.
	 */
	void reopen() throws RocksDBException, IOException {
		this.directory.probe();
		this.lock.writeLock().lock();
		try {
			if (this.closed) {
				throw new JournalUnavailableException("The store is closed");
			}
			closeDatabase();
			this.database = openAgain();
			log.info("The store in '{}' was reopened", this.directory.path());
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	private Database openAgain() throws RocksDBException {
		try {
			return Database.open(this.directory, this.options);
		}
		catch (RocksDBException ex) {
			log.debug("The store in '{}' could not be reopened; trying for reads", this.directory.path(), ex);
			this.database = Database.openReadOnly(this.directory, this.options);
			throw ex;
		}
	}

	private void closeDatabase() {
		if (this.database != null) {
			this.database.close();
			this.database = null;
		}
	}

	DataDirectory directory() {
		return this.directory;
	}

	@Override
	public void close() {
		if (!tryLock()) {
			// A call that hangs in the disk cannot be interrupted, and what it uses
			// cannot be closed.
			log.warn("The store in '{}' is still in use; it is left open", this.directory.path());
			return;
		}
		try {
			if (!this.closed) {
				this.closed = true;
				closeDatabase();
				this.options.close();
				this.directory.close();
			}
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	private boolean tryLock() {
		try {
			return this.lock.writeLock().tryLock(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.lock.writeLock().tryLock();
		}
	}

	/** A use of the open database. */
	@FunctionalInterface
	interface Work<T extends @Nullable Object> {

		T with(Database database) throws RocksDBException;

	}

	/** What a write is to change. */
	@FunctionalInterface
	interface Change {

		void addTo(Database database, WriteBatch batch) throws RocksDBException;

	}

}
