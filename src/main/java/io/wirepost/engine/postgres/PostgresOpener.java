package io.wirepost.engine.postgres;

import io.wirepost.cluster.ReplicaIdentity;
import io.wirepost.engine.Engine;
import io.wirepost.engine.EngineOpener;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/**
 * Opens the database of {@code spring.datasource}. Loads no class of its driver before
 * that.
 */
public final class PostgresOpener implements EngineOpener {

	private static final String URL = "spring.datasource.url";

	private static final String PREFIX = "jdbc:postgresql:";

	@Override
	public Engine open(Surroundings surroundings) {
		PostgresDatabase database = PostgresDatabase.connect(surroundings.environment());
		ReplicaIdentity self = surroundings.cluster().identity();
		DatabaseClaim claim = (self != null) ? DatabaseClaim.share(database) : DatabaseClaim.take(database);
		return PostgresEngine.open(database, claim, self, surroundings.settings(), surroundings.clock(),
				surroundings.meters());
	}

	@Override
	public void check(SettingsReader reader, Environment environment) {
		String url = environment.getProperty(URL, "");
		if (url.isEmpty()) {
			reader.fault(URL, "the engine postgres needs it: %s//host/database".formatted(PREFIX));
		}
		else if (!url.startsWith(PREFIX)) {
			reader.fault(URL, "this does not begin with " + PREFIX);
		}
	}

}
