package io.wirepost.engine.rocksdb;

import java.util.Map;

import io.wirepost.delivery.poll.PollStore;
import io.wirepost.settings.Settings;

/** Polls in RocksDB. */
final class RocksDbPollStore implements PollStore {

	private final NamedSettings polls;

	RocksDbPollStore(RocksDbStore store) {
		this.polls = new NamedSettings(store, Family.POLLS, "The poll");
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
