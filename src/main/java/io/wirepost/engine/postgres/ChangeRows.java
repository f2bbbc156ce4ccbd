package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.wirepost.cluster.OwnerStore;
import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.device.DeviceStore;
import io.wirepost.journal.Change;
import io.wirepost.journal.Submission;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the changes of all features in memory, on the rows as they are in the database,
 * answers them, and writes all rows at once. For the commit thread.
 */
final class ChangeRows {

	private static final Logger log = LoggerFactory.getLogger(ChangeRows.class);

	private final DeliveryRows deliveries;

	private final DeviceRows devices;

	private final PresenceRows presences;

	private final OwnerRows owners;

	private final List<TableCount> counts;

	/**
	 * @param replica this replica; null if the database is one process's own
	 */
	ChangeRows(TableCount keys, TableCount devices, TableCount deliveries, @Nullable UUID replica) {
		this.presences = new PresenceRows(replica);
		this.owners = new OwnerRows(replica);
		this.deliveries = new DeliveryRows(new KeyRows(keys), deliveries);
		this.devices = new DeviceRows(devices);
		this.counts = List.of(keys, devices, deliveries);
	}

	/** A transaction begins. */
	void beginTransaction() {
		this.counts.forEach(TableCount::beginTransaction);
	}

	/**
	 * Writes the changes of a batch one submission after the other, so that one that the
	 * database refuses is failed and the others are written.
	 * @return whether there was anything to write
	 */
	boolean writeEach(Connection connection, List<Submission> submissions) throws SQLException {
		boolean any = false;
		for (Submission submission : submissions) {
			Savepoint before = connection.setSavepoint();
			this.counts.forEach(TableCount::mark);
			try {
				any |= write(connection, List.of(submission));
				connection.releaseSavepoint(before);
			}
			catch (SQLException ex) {
				if (!isFaultOfData(ex)) {
					throw ex;
				}
				connection.rollback(before);
				this.counts.forEach(TableCount::rolledBack);
				submission.fail(new IllegalArgumentException(ex.getMessage(), ex));
			}
		}
		return any;
	}

	/**
	 * Whether it will fail again however often it is written: SQLSTATE classes 22, 23 and
	 * 54.
	 */
	static boolean isFaultOfData(SQLException ex) {
		String state = String.valueOf(ex.getSQLState());
		return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
	}

	/**
	 * Writes the changes of a batch, and answers them.
	 * @return whether there was anything to write
	 */
	boolean write(Connection connection, List<Submission> submissions) throws SQLException {
		this.deliveries.begin(connection, changes(submissions, DeliveryStore.Change.class));
		this.devices.begin(connection, changes(submissions, DeviceStore.Change.class));
		this.presences.begin();
		boolean any = this.owners.write(connection, changes(submissions, OwnerStore.Change.class));
		for (Submission submission : submissions) {
			add(connection, submission);
		}
		any |= this.deliveries.write(connection);
		any |= this.devices.write(connection);
		any |= this.presences.write(connection);
		return any;
	}

	private static <C extends Change> List<C> changes(List<Submission> submissions, Class<C> type) {
		return submissions.stream()
			.flatMap((submission) -> submission.changes().stream())
			.flatMap((change) -> type.isInstance(change) ? Stream.of(type.cast(change)) : Stream.empty())
			.toList();
	}

	private void add(Connection connection, Submission submission) throws SQLException {
		submission.begin();
		try {
			for (Change change : submission.changes()) {
				submission.answer(add(connection, change));
			}
			this.deliveries.keep();
			this.devices.keep();
			this.presences.keep();
		}
		catch (RuntimeException ex) {
			// A fault of one must not prevent the others from being written.
			log.debug("{} changes are left out of the batch", submission.changes().size(), ex);
			this.deliveries.discard();
			this.devices.discard();
			this.presences.discard();
			submission.fail(ex);
		}
	}

	private Object add(Connection connection, Change change) throws SQLException {
		if (change instanceof DeliveryStore.Change delivery) {
			return this.deliveries.add(connection, delivery);
		}
		if (change instanceof DeviceStore.Change device) {
			return this.devices.add(device);
		}
		if (change instanceof OwnerStore.Change owner) {
			return this.owners.answer(owner);
		}
		if (change instanceof PresenceStore.Change presence) {
			this.presences.add(presence);
			return presence;
		}
		throw new IllegalArgumentException("PostgreSQL cannot store a " + change.getClass().getName());
	}

	/** The batch is durable. */
	void committed() {
		this.counts.forEach(TableCount::committed);
	}

}
