package io.wirepost.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.FreePort;
import io.wirepost.harness.Postgres;
import io.wirepost.harness.Wirepost;

import static org.awaitility.Awaitility.await;

/** Some replicas in this process, on one database. */
final class Replicated implements AutoCloseable {

	private final String url = Postgres.newUrl();

	private final String[] settings;

	private final Map<Integer, Wirepost> replicas = new ConcurrentHashMap<>();

	/**
	 * Starts replicas whose listener {@code a} takes lines of devices that say
	 * {@code HELLO id} first.
	 */
	Replicated(int count, String... settings) {
		this.settings = settings;
		for (int i = 0; i < count; i++) {
			start(i);
		}
		awaitAll(count);
	}

	void start(int number) {
		List<String> all = new ArrayList<>(List.of("wirepost.cluster.enabled=true",
				"wirepost.cluster.address=127.0.0.1:" + FreePort.next(), "wirepost.cluster.id=r" + number,
				"wirepost.cluster.secret=all of the replicas know this", "wirepost.cluster.heartbeat=200ms",
				"wirepost.cluster.dead-after=4s", "wirepost.journal.engine=postgres",
				"spring.datasource.url=" + this.url, "spring.datasource.hikari.maximum-pool-size=4",
				"wirepost.listeners.a.port=0", "wirepost.listeners.a.identify.by=first-frame",
				"wirepost.listeners.a.identify.pattern=HELLO (?<id>.+)", "wirepost.listeners.a.acknowledge.text=OK"));
		all.addAll(List.of(this.settings));
		this.replicas.put(number, Wirepost.start(all.toArray(String[]::new)));
	}

	/** Waits until each replica knows that so many live. */
	void awaitAll(int count) {
		this.replicas.keySet()
			.forEach((number) -> await().until(() -> api(number).get("/api/replicas")
				.json()
				.get("items")
				.valueStream()
				.filter((one) -> one.get("state").asString().equals("UP"))
				.count() == count));
	}

	Wirepost at(int number) {
		return this.replicas.get(number);
	}

	Api api(int number) {
		return at(number).api();
	}

	/** A device that has said who it is at a replica. */
	Device device(int number, String id) {
		Device device = at(number).dial("a");
		device.say("HELLO " + id + "\nhere\n");
		if (!device.hear().equals("OK")) {
			throw new IllegalStateException("The device was not acknowledged");
		}
		return device;
	}

	void stop(int number) {
		this.replicas.remove(number).close();
	}

	@Override
	public void close() {
		this.replicas.values().forEach(Wirepost::close);
	}

}
