package io.wirepost.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One replica of several. Read through {@link io.wirepost.settings.SettingsReader}; the
 * annotation is for the hints that an editor shows.
 *
 * @param enabled whether this process shares its database with others
 * @param address where the other replicas reach this one, as {@code host:port}; it
 * listens there
 * @param id its name, which a process that takes its place has again; its address by
 * default
 * @param secret what all replicas know, at least 16 characters; the other replicas are
 * believed because of it
 * @param secretFile a file that has the secret
 * @param heartbeat how often it says that it lives
 * @param deadAfter how long the others wait for that before its devices are away
 */
@ConfigurationProperties("wirepost.cluster")
public record ClusterSettings(@DefaultValue("false") boolean enabled, @Nullable String address, @Nullable String id,
		@Nullable String secret, @Nullable String secretFile, @DefaultValue("1s") Duration heartbeat,
		@DefaultValue("10s") Duration deadAfter) {

	/** A process on its own. */
	static final ClusterSettings NONE = new ClusterSettings(false, null, null, null, null, Duration.ofSeconds(1),
			Duration.ofSeconds(10));

	private static final Pattern ADDRESS = Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+]):\\d{1,5}");

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,128}");

	private static final int LEAST_SECRET = 16;

	public ClusterSettings {
		Faults faults = new Faults();
		if (enabled) {
			faults
				.that(address != null, "address", "set where the other replicas reach this one, such as 10.0.0.7:8081")
				.that((secret != null) != (secretFile != null), "secret-file",
						"set either secret-file or secret, the same for all replicas");
		}
		faults
			.that(address == null || (ADDRESS.matcher(address).matches() && port(address) <= 65535), "address",
					"'%s' is not host:port", address)
			.that(id == null || ID.matcher(id).matches(), "id", "'%s' is not 1 to 128 of A-Z a-z 0-9 . _ : -", id)
			.that(secret == null || secret.length() >= LEAST_SECRET, "secret", "it has less than %d characters",
					LEAST_SECRET)
			.that(isBetween(heartbeat, Duration.ofMillis(100), Duration.ofSeconds(5)), "heartbeat",
					"'%s' is not 100ms to 5s", heartbeat)
			.that(isBetween(deadAfter, heartbeat.multipliedBy(5), Duration.ofMinutes(5)), "dead-after",
					"'%s' is not between five heartbeats and 5m", deadAfter);
		faults.throwIfAny();
	}

	private static boolean isBetween(Duration duration, Duration least, Duration most) {
		return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
	}

	private static int port(String address) {
		return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
	}

	/**
	 * The secret, from its file if it has one.
	 * @throws InvalidSettingsException if the file cannot be read, or has too little
	 */
	String readSecret() {
		if (this.secret != null) {
			return this.secret;
		}
		try {
			String read = Files.readString(Path.of(String.valueOf(this.secretFile))).strip();
			if (read.length() < LEAST_SECRET) {
				throw new InvalidSettingsException("secret-file",
						"the file has less than %d characters".formatted(LEAST_SECRET));
			}
			return read;
		}
		catch (IOException | InvalidPathException ex) {
			throw new InvalidSettingsException("secret-file",
					"'%s' cannot be read; it has to be a file of text".formatted(this.secretFile));
		}
	}

	/** The secret stays out of logs. */
	@Override
	public String toString() {
		return "Replica %s at %s".formatted(this.id, this.address);
	}

}
