package io.wirepost.protocol;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;

/**
 * The command {@code check FILE…}: reads protocol files and runs their examples, without
 * starting anything.
 */
public final class ProtocolCheck {

	private ProtocolCheck() {
	}

	/**
	 * Checks files, and prints a line for each, with what is wrong.
	 * @param files paths, whose last parts may have {@code *}
	 * @param rule what else a protocol has to fulfil
	 * @return the exit code: 0 if all is well, 1 if anything is wrong, 2 without files
	 */
	public static int run(List<String> files, PrintStream out, ProtocolRule rule) {
		if (files.isEmpty()) {
			out.println("Usage: java -jar wirepost.jar check FILE...");
			return 2;
		}
		boolean good = true;
		for (String pattern : files) {
			try {
				for (Path file : ProtocolFiles.find(pattern)) {
					good &= check(file, out, rule);
				}
			}
			catch (InvalidSettingsException ex) {
				out.println("%s: %s".formatted(pattern, ex.getMessage()));
				good = false;
			}
		}
		return good ? 0 : 1;
	}

	private static boolean check(Path file, PrintStream out, ProtocolRule rule) {
		try {
			Protocols.checkName(ProtocolFiles.name(file));
			Protocol protocol = Protocol.of(bound(ProtocolFile.read(ProtocolFiles.text(file)), rule));
			List<ExampleFailure> failures = ProtocolExamples.failures(protocol);
			int examples = protocol.settings().examples().size();
			out.println("%s: %s".formatted(file, failures.isEmpty() ? "%d examples passed".formatted(examples)
					: "%d examples, of which some failed".formatted(examples)));
			failures.forEach((failure) -> out.println(failure.lines()));
			return failures.isEmpty();
		}
		catch (InvalidSettingsException ex) {
			out.println("%s: this is no protocol".formatted(file));
			ex.faults()
				.forEach((fault) -> out.println(fault.property().isEmpty() ? "  " + fault.sentence()
						: "  %s: %s".formatted(fault.property(), fault.sentence())));
			return false;
		}
	}

	private static ProtocolSettings bound(Settings settings, ProtocolRule rule) {
		Faults faults = new Faults();
		ProtocolSettings bound = settings.bind(ProtocolSettings.class, faults.found());
		if (bound != null) {
			faults.check(() -> rule.check(bound));
		}
		return faults.unlessAny(bound);
	}

}
