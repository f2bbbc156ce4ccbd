package io.wirepost.engine.postgres;

import io.wirepost.harness.Postgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database of a test, on which engines are opened one after the other. */
final class OpenedPostgres implements AfterEachCallback {

	private final String url = Postgres.newUrl();

	private @Nullable TestPostgres opened;

	PostgresEngine open() {
		this.opened = TestPostgres.open(this.url);
		return this.opened.engine();
	}

	/** The one that was opened last. */
	TestPostgres now() {
		if (this.opened == null) {
			throw new IllegalStateException("It was not opened");
		}
		return this.opened;
	}

	void close() {
		if (this.opened != null) {
			this.opened.close();
			this.opened = null;
		}
	}

	@Override
	public void afterEach(ExtensionContext context) {
		close();
	}

}
