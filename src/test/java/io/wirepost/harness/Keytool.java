package io.wirepost.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The JDK's program that makes keys and certificates, in stores of the type PKCS12. */
public final class Keytool {

	private Keytool() {
	}

	/**
	 * Makes a key with a certificate of its own.
	 * @param store the file, which need not be there
	 * @param alias its name in the store
	 * @param subject such as {@code CN=meter-9}
	 * @param more such as {@code -ext}, {@code san=ip:127.0.0.1}
	 */
	public static void key(Path store, String password, String alias, String subject, String... more)
			throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>(
				List.of("-genkeypair", "-alias", alias, "-dname", subject, "-keyalg", "EC", "-validity", "3650"));
		arguments.addAll(List.of(more));
		run(store, password, arguments.toArray(String[]::new));
	}

	/** Writes a key's certificate to a file, as PEM. */
	public static void export(Path store, String password, String alias, Path certificate)
			throws IOException, InterruptedException {
		run(store, password, "-exportcert", "-rfc", "-alias", alias, "-file", certificate.toString());
	}

	/** Adds a certificate to those that a store trusts. */
	public static void trust(Path store, String password, String alias, Path certificate)
			throws IOException, InterruptedException {
		run(store, password, "-importcert", "-noprompt", "-alias", alias, "-file", certificate.toString());
	}

	private static void run(Path store, String password, String... arguments) throws IOException, InterruptedException {
		// It runs for less than a second, which the better compiler would spend on
		// itself.
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
						"-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
		command.addAll(List.of(arguments));
		command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", password));
		Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
		String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(keytool.waitFor()).as(said).isZero();
	}

}
