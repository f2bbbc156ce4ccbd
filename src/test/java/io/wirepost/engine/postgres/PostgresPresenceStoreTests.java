package io.wirepost.engine.postgres;

import java.util.List;

import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.connection.presence.PresenceStoreContract;
import io.wirepost.journal.Change;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresPresenceStoreTests extends PresenceStoreContract {

	@RegisterExtension
	private final OpenedPostgres postgres = new OpenedPostgres();

	@Override
	protected PresenceStore open() {
		return this.postgres.open().presences();
	}

	@Override
	protected void write(List<? extends Change> changes) {
		this.postgres.now().journal().commit().writeNow(changes);
	}

	@Override
	protected void close() {
		this.postgres.close();
	}

}
