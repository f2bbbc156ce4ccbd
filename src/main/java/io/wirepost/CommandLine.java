package io.wirepost;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import io.wirepost.delivery.Deliveries;
import io.wirepost.protocol.ProtocolCheck;
import io.wirepost.security.TokenCommand;
import io.wirepost.settings.Settings;
import io.wirepost.simulator.SimulateCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands as picocli reads them. */
@Command(name = "wirepost", customSynopsis = "java -jar wirepost.jar [--SETTING=VALUE...] | COMMAND",
		description = { "HTTP in front of devices that speak raw TCP.", "",
				"Without a command it starts the service, with settings such as --server.port=8081", "" },
		footer = { "", "Each command has a --help of its own." })
final class CommandLine {

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this and ends.")
	private boolean help;

	private CommandLine() {
	}

	static int run(List<String> args, PrintStream out) {
		PrintWriter writer = new PrintWriter(out, true);
		picocli.CommandLine line = new picocli.CommandLine(new CommandLine()).addSubcommand(new SimulateCommand(out))
			.addSubcommand(new Check(out))
			.addSubcommand(new Token(out));
		line.getSubcommands().get("token").setUnmatchedOptionsArePositionalParams(true);
		line.setOut(writer).setErr(writer).setUsageHelpWidth(100).setUsageHelpAutoWidth(false);
		return line.execute(args.get(0).equals("help") ? new String[] { "--help" } : args.toArray(String[]::new));
	}

	@Command(name = "check", description = "Reads protocol files and runs their examples.")
	private static final class Check implements Callable<Integer> {

		@Parameters(paramLabel = "FILE", arity = "0..*", description = "Paths, whose last parts may have *.")
		private List<String> files = List.of();

		@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this and ends.")
		private boolean help;

		private final PrintStream out;

		Check(PrintStream out) {
			this.out = out;
		}

		@Override
		public Integer call() {
			return ProtocolCheck.run(this.files, this.out,
					(protocol) -> Deliveries.checkReply(new Settings(protocol.reply())));
		}

	}

	/** It reads its options itself. */
	@Command(name = "token", description = "Makes a token for a caller, and the settings to configure it.")
	private static final class Token implements Callable<Integer> {

		@Parameters(arity = "0..*", hidden = true)
		private List<String> arguments = List.of();

		private final PrintStream out;

		Token(PrintStream out) {
			this.out = out;
		}

		@Override
		public Integer call() {
			return TokenCommand.run(this.arguments, this.out, System.err);
		}

	}

}
