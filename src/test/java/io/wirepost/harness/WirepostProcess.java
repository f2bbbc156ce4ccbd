package io.wirepost.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The packaged jar as a process of its own, which can be killed. */
public final class WirepostProcess implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Wirepost is ready: https?://[^ ]+:(\\d+)/");

	private final Process process;

	private final Path log;

	private WirepostProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	/**
	 * Starts the jar, without waiting for anything.
	 * @param shell goes before the command, such as {@code ulimit -n 300;}
	 */
	public static WirepostProcess launch(String shell, Path data, String... settings) {
		// Quick to start, which is most of what these tests wait for.
		return launch(shell, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar",
				Path.of("target", "wirepost.jar").toAbsolutePath().toString()), data, settings);
	}

	private static WirepostProcess launch(String shell, List<String> java, Path data, String... settings) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(java);
		command.addAll(List.of("--server.port=0", "--wirepost.data=" + data));
		for (String setting : settings) {
			command.add("--" + setting);
		}
		try {
			Path log = Files.createTempFile("wirepost", ".log");
			String line = shell + " exec \"$@\"";
			List<String> all = new ArrayList<>(List.of("bash", "-c", line, "bash"));
			all.addAll(command);
			return new WirepostProcess(
					new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Starts the jar and waits until it is ready. */
	public static WirepostProcess start(Path data, String... settings) {
		WirepostProcess process = launch("", data, settings);
		process.awaitReady();
		return process;
	}

	/**
	 * Starts it as the image does, from the extracted jar with its archive of classes and
	 * generated beans, and waits until it is ready. For tests that start it often.
	 */
	public static WirepostProcess startQuickly(Path data, String... settings) {
		WirepostProcess process = launch("", ExtractedJar.arguments(), data, settings);
		process.awaitReady();
		return process;
	}

	public void awaitReady() {
		await().atMost(Duration.ofMinutes(2)).until(() -> {
			assertThat(this.process.isAlive()).as(log()).isTrue();
			return PORT.matcher(log()).find();
		});
		Api api = api();
		await().atMost(Duration.ofMinutes(1)).until(() -> api.get("/readyz").status() == 200);
	}

	public Api api() {
		return new Api(httpPort());
	}

	public int httpPort() {
		Matcher matcher = PORT.matcher(log());
		assertThat(matcher.find()).as(log()).isTrue();
		return Integer.parseInt(matcher.group(1));
	}

	/** The port of a listener. */
	public int port(String listener) {
		return api().get("/api/listeners/" + listener).json().get("port").asInt();
	}

	/** What the process has said so far. */
	public String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Kills it as {@code kill -9} does. */
	public void kill() {
		this.process.destroyForcibly();
		exit();
	}

	/** Stops all of its threads, as a machine that hangs does: SIGSTOP. */
	public void pause() {
		signal("STOP");
	}

	/** Has it go on. */
	public void resume() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).start().waitFor())
				.isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Asks it to stop, as Kubernetes does: SIGTERM. */
	public void terminate() {
		this.process.destroy();
	}

	/** Waits for its end. */
	public int exit() {
		try {
			assertThat(this.process.waitFor(2, TimeUnit.MINUTES)).as("the process ends").isTrue();
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			Files.deleteIfExists(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
