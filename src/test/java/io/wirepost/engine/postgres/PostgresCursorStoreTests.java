package io.wirepost.engine.postgres;

import io.wirepost.forward.CursorStore;
import io.wirepost.forward.CursorStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresCursorStoreTests extends CursorStoreContract {

	@RegisterExtension
	private final OpenedPostgres postgres = new OpenedPostgres();

	@Override
	protected CursorStore open() {
		return this.postgres.open().cursors();
	}

	@Override
	protected void close() {
		this.postgres.close();
	}

}
