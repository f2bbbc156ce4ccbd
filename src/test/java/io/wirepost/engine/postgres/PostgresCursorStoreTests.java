package io.wirepost.engine.postgres;

import io.wirepost.forward.CursorStore;
import io.wirepost.forward.CursorStoreContract;
import io.wirepost.harness.Postgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PostgresCursorStoreTests extends CursorStoreContract {

	private final String url = Postgres.newUrl();

	private @Nullable TestPostgres postgres;

	@Override
	protected CursorStore open() {
		this.postgres = TestPostgres.open(this.url);
		return this.postgres.engine().cursors();
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
