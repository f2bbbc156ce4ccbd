package io.wirepost.cluster;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads who this replica is. */
class EarlyCluster implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		ClusterSettings settings = reader.read(Cluster.NAME, ClusterSettings.class);
		if (settings.enabled()) {
			try {
				settings.readSecret();
			}
			catch (InvalidSettingsException ex) {
				reader.faults(Cluster.NAME, ex);
			}
			String address = String.valueOf(settings.address());
			if (address.endsWith(":" + environment.getProperty("server.port", "8080"))) {
				reader.fault(Cluster.NAME + ".address", "its port is that of HTTP (server.port); give it another");
			}
			if (!reader.readOne("wirepost.journal.engine", String.class, "").equals("postgres")) {
				reader.fault("wirepost.journal.engine", "replicas share a database: set it to postgres");
			}
		}
	}

}
