package io.wirepost.engine.postgres;

import java.util.Map;

import io.wirepost.delivery.poll.PollStore;
import io.wirepost.settings.Settings;

/** Polls in PostgreSQL. */
final class PostgresPollStore implements PollStore {

	private final SettingRows polls;

	PostgresPollStore(PostgresDatabase database) {
		this.polls = new SettingRows(database, "poll", "The poll");
	}

	@Override
	public void save(String name, Settings settings) {
		this.polls.save(name, settings);
	}

	@Override
	public void remove(String name) {
		this.polls.remove(name);
	}

	@Override
	public Map<String, Settings> list() {
		return this.polls.list();
	}

}
