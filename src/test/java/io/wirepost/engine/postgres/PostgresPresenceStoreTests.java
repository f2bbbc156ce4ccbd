package io.wirepost.engine.postgres;

import java.util.List;

import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.connection.presence.PresenceStoreContract;
import io.wirepost.harness.Postgres;
import io.wirepost.journal.Change;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PostgresPresenceStoreTests extends PresenceStoreContract {

	private final String url = Postgres.newUrl();

	private @Nullable TestPostgres postgres;

	@Override
	protected PresenceStore open() {
		this.postgres = TestPostgres.open(this.url);
		return this.postgres.engine().presences();
	}

	@Override
	protected void write(List<? extends Change> changes) {
		this.postgres.journal().commit().writeNow(changes);
	}

	@Override
	@AfterEach
	protected void close() {
		if (this.postgres != null) {
			this.postgres.close();
			this.postgres = null;
		}
	}

}
