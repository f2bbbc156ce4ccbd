package io.wirepost.engine.rocksdb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/**
 * A Java process of its own that appends as fast as it can, each message together with a
 * delivery, and prints the id of each message once it is durable: what a kill must not
 * lose.
 */
public final class AppendingProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private AppendingProcess(Process process) {
		this.process = process;
		this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	static AppendingProcess start(Path directory) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return new AppendingProcess(new ProcessBuilder(List.of(java, "-Xmx256m", "-cp",
				System.getProperty("java.class.path"), AppendingProcess.class.getName(), directory.toString()))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start());
	}

	/** A line that it printed; null at the end. */
	@Nullable String readLine() throws IOException {
		return this.output.readLine();
	}

	/** Kills it, as {@code kill -9} does. */
	void kill() {
		this.process.toHandle().destroyForcibly();
	}

	@Override
	public void close() {
		kill();
		this.process.onExit().join();
	}

	public static void main(String[] args) throws Exception {
		try (TestJournal journal = TestJournal.open(Path.of(args[0]), TestMessages.settings(1000), Clock.systemUTC())) {
			while (true) {
				while (!journal.journal().hasRoom()) {
					Thread.onSpinWait();
				}
				journal.journal()
					.append(TestMessages.message("a", "x".repeat(100)), AppendingProcess::delivery)
					.thenAccept(AppendingProcess::print);
			}
		}
	}

	/** A delivery with the id of its message, for the same batch. */
	static List<DeliveryStore.Change> delivery(DeviceMessage message) {
		return List.of(new DeliveryStore.Change.Add(
				new StoredDelivery(message.requiredId().value(), message.device(), Delivery.Status.WRITTEN, true,
						message.receivedAt(), message.receivedAt(), null, message.id(), null, null, null, null),
				null, null));
	}

	private static void print(DeviceMessage kept) {
		System.out.println(kept.requiredId());
	}

}
