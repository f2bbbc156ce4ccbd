package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

import io.wirepost.journal.MessageIds;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceMessage;

/**
 * Another process, whose transaction begins before those of others and is committed after
 * them, and whose clock is wrong.
 */
public final class LateWriter implements AutoCloseable {

	private final Connection connection;

	private final MessageIds ids;

	private final long xid;

	private LateWriter(Connection connection, Duration wrong) throws SQLException {
		this.connection = connection;
		connection.setAutoCommit(false);
		this.ids = new MessageIds(Clock.offset(Clock.systemUTC(), wrong), new SplittableRandom(), null);
		this.xid = Transactions.read(connection, Transactions.THIS);
	}

	/** Begins a transaction, which is followed before all that begin later. */
	public static LateWriter begin(String url, Duration wrong) throws SQLException {
		return new LateWriter(DriverManager.getConnection(url), wrong);
	}

	/** Writes a message and commits. */
	public DeviceMessage commit(String device, String text) throws SQLException {
		DeviceMessage message = TestMessages.message(device, text).withId(this.ids.next());
		new MessageCopy().write(this.connection, 1, this.xid, List.of(message));
		this.connection.commit();
		return message;
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
