package io.wirepost.security;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code token}: makes a token, and prints it with the settings to configure
 * it. Nothing is started or stored.
 */
public final class TokenCommand {

	private static final String USAGE = """
			Usage: java -jar wirepost.jar token [--name NAME] [--scopes read,send] [--devices PATTERN] [--expires DAY]
			       [--rate RATE]

			Makes a random token, prints it once, and prints the settings that let Wirepost know it by its SHA-256.

			  --name NAME        the caller's name, in logs and GET /api/me; "caller" by default
			  --scopes SCOPES    one or more of read, send, admin, with commas; "read,send" by default
			  --devices PATTERN  the devices it may reach, such as boiler-*; all by default
			  --expires DAY      the day, such as 2027-01-01, or time, from which on it counts no more; never by default
			  --rate RATE        how many requests may be made with it, such as 100/s or 600/m; any number by default""";

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	private static final Pattern DEVICES = Pattern.compile("[A-Za-z0-9._:*-]{1,128}");

	/** 256 bits. */
	private static final int BYTES = 32;

	private String name = "caller";

	private Set<Scope> scopes = EnumSet.of(Scope.READ, Scope.SEND);

	private @Nullable String devices;

	private @Nullable String expires;

	private @Nullable String rate;

	private TokenCommand() {
	}

	/**
	 * Runs it.
	 * @param args what follows {@code token}
	 * @param err for what is wrong with them
	 * @return the exit code: 0, or 2 if the arguments are wrong
	 */
	public static int run(List<String> args, PrintStream out, PrintStream err) {
		if (args.contains("--help") || args.contains("-h")) {
			out.println(USAGE);
			return 0;
		}
		TokenCommand command = new TokenCommand();
		try {
			command.read(args);
			out.println(command.made(token()));
			return 0;
		}
		catch (InvalidSettingsException ex) {
			ex.faults().forEach((fault) -> err.println("--%s: %s".formatted(fault.property(), fault.sentence())));
		}
		catch (IllegalArgumentException ex) {
			err.println(ex.getMessage());
		}
		err.println();
		err.println(USAGE);
		return 2;
	}

	private void read(List<String> args) {
		for (Iterator<String> rest = args.iterator(); rest.hasNext();) {
			String arg = rest.next();
			int equals = arg.indexOf('=');
			String option = (equals > 0) ? arg.substring(0, equals) : arg;
			if (!Set.of("--name", "--scopes", "--devices", "--expires", "--rate").contains(option)) {
				throw new IllegalArgumentException("'%s' is not an option".formatted(arg));
			}
			if (equals < 0 && !rest.hasNext()) {
				throw new IllegalArgumentException("%s needs a value".formatted(option));
			}
			set(option, (equals > 0) ? arg.substring(equals + 1) : rest.next());
		}
	}

	private void set(String option, String value) {
		switch (option) {
			case "--name" -> this.name = checked(option, value, NAME.asMatchPredicate(), "1 to 64 of A-Z a-z 0-9 _ -");
			case "--devices" -> this.devices = checked(option, value, DEVICES.asMatchPredicate(),
					"a pattern of device ids, such as boiler-*");
			case "--scopes" -> this.scopes = Arrays.stream(value.split(",", -1))
				.map(TokenCommand::scope)
				.collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
			case "--rate" -> this.rate = value;
			default -> this.expires = value;
		}
	}

	private static String checked(String option, String value, Predicate<String> rule, String meaning) {
		if (!rule.test(value)) {
			throw new IllegalArgumentException("%s: '%s' is not %s".formatted(option, value, meaning));
		}
		return value;
	}

	private static Scope scope(String word) {
		return Arrays.stream(Scope.values())
			.filter((scope) -> scope.word().equals(word))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"--scopes: '%s' is not one of read, send, admin".formatted(word)));
	}

	/** It has no dots, so that it cannot pass for a JWT. */
	private static String token() {
		byte[] random = new byte[BYTES];
		new SecureRandom().nextBytes(random);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
	}

	private String made(String token) {
		TokenSettings settings = new TokenSettings(Tokens.sha256(token), this.scopes,
				(this.devices != null) ? this.devices : "*", this.expires, this.rate);
		Instant expiry = settings.expiry();
		if (expiry != null && !expiry.isAfter(Instant.now())) {
			throw new InvalidSettingsException("expires", "'%s' is in the past".formatted(this.expires));
		}
		StringBuilder text = new StringBuilder();
		text.append("The token, shown this once; keep it like a password:\n\n  ").append(token);
		text.append("\n\nThe settings, for example in config/application.yaml:\n\n");
		text.append("wirepost:\n  security:\n    tokens:\n      ").append('"').append(this.name).append("\":\n");
		text.append("        sha256: \"").append(settings.sha256()).append("\"\n");
		text.append("        scopes: [")
			.append(this.scopes.stream().map(Scope::word).collect(Collectors.joining(", ")))
			.append(']');
		if (this.devices != null) {
			text.append("\n        devices: \"").append(this.devices).append('"');
		}
		if (this.expires != null) {
			text.append("\n        expires: \"").append(this.expires).append('"');
		}
		if (this.rate != null) {
			text.append("\n        rate: \"").append(this.rate).append('"');
		}
		return text.toString();
	}

}
