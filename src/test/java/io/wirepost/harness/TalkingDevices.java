package io.wirepost.harness;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Devices that each send a line, wait for its acknowledgement, and send the next, until
 * they are cut off.
 */
public final class TalkingDevices {

	private static final int DEVICES = 10;

	private final Set<String> acknowledged = new ConcurrentSkipListSet<>();

	private final List<CompletableFuture<Void>> talking = new ArrayList<>();

	/** The lines that were acknowledged so far; each line is sent once. */
	public Set<String> acknowledged() {
		return this.acknowledged;
	}

	/** Has ten devices talk to a port. */
	public void start(int port, String round) {
		for (int device = 0; device < DEVICES; device++) {
			String name = round + "-d" + device + "-";
			this.talking.add(CompletableFuture.runAsync(() -> talk(port, name)));
		}
	}

	/** Waits until all of them are cut off. */
	public void join() {
		this.talking.forEach(CompletableFuture::join);
		this.talking.clear();
	}

	private void talk(int port, String name) {
		try (Device device = Device.dial(port)) {
			for (int i = 0;; i++) {
				device.say(name + i + "\n");
				if (!"OK".equals(device.hear())) {
					return;
				}
				this.acknowledged.add(name + i);
			}
		}
		catch (UncheckedIOException ex) {
			// The process was killed, as is meant.
			assertThat(ex.getCause()).isNotNull();
		}
	}

}
