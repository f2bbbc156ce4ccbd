package io.wirepost.protocol;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;

/**
 * Finds protocols without a running Wirepost: those that ship, by their names, and those
 * in files.
 */
public final class ProtocolLookup {

	private ProtocolLookup() {
	}

	/** The names of the protocols that ship, sorted. */
	public static List<String> shipped() {
		return ShippedProtocols.names();
	}

	/**
	 * Reads a protocol.
	 * @param nameOrFile the name of one that ships, or the path of a file
	 * @throws InvalidSettingsException if there is none, or it cannot be used
	 */
	public static Protocol find(String nameOrFile) {
		return Protocol.of(settings(nameOrFile).bind(ProtocolSettings.class));
	}

	private static Settings settings(String nameOrFile) {
		boolean named = nameOrFile.matches("[A-Za-z0-9._-]+");
		if (named && ShippedProtocols.find(nameOrFile).isPresent()) {
			return ShippedProtocols.find(nameOrFile).orElseThrow();
		}
		if (nameOrFile.indexOf('\0') < 0 && Files.isRegularFile(Path.of(nameOrFile))) {
			return ProtocolFile.read(ProtocolFiles.text(Path.of(nameOrFile)));
		}
		throw new InvalidSettingsException("", "'%s' is neither a file nor a protocol that ships; those are %s"
			.formatted(nameOrFile, String.join(", ", shipped())));
	}

}
