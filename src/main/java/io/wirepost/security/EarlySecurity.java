package io.wirepost.security;

import java.time.Clock;

import io.wirepost.connection.ListenerSettings;
import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/**
 * Reads who may call, and whether callers from other machines could without credentials.
 */
class EarlySecurity implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		Tokens tokens = new Tokens(reader, Clock.systemUTC());
		if (Jwts.isConfigured(reader)) {
			reader.requireBundle(Jwts.NAME + ".bundle", Jwts.settings(reader).bundle());
			Jwts.subjects(reader);
		}
		if (!tokens.isConfigured() && !Jwts.isConfigured(reader)) {
			LoopbackRule.require(environment, reader.readAll("wirepost.listeners", ListenerSettings.class), reader);
		}
	}

}
