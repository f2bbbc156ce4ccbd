package io.wirepost.security.audit;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads where the audit is written. */
class EarlyAudit implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		reader.readIfSet(Audit.NAME, AuditSettings.class);
	}

}
