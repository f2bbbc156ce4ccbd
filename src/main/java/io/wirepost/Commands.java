package io.wirepost;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/**
 * The commands of the jar: words that stand first, in the place of the service's
 * settings. Nothing of them is loaded when the service starts, and nothing of Spring's
 * context for them.
 */
final class Commands {

	private static final Set<String> HELP = Set.of("--help", "-h", "help");

	private Commands() {
	}

	/**
	 * Whether the first argument is a command, or a mistyped one. What begins with a dash
	 * is a setting of the service.
	 */
	static boolean isOne(String... args) {
		return args.length > 0 && (HELP.contains(args[0]) || args[0].matches("[a-z][a-z-]*"));
	}

	/**
	 * Runs a command.
	 * @return the exit code: 0 if all is well, 1 if anything is wrong, 2 if the arguments
	 * are
	 */
	static int run(List<String> args, PrintStream out) {
		// Netty and others say everything unless they are told not to.
		System.setProperty("logback.configurationFile", "commands/logback.xml");
		return CommandLine.run(args, out);
	}

}
