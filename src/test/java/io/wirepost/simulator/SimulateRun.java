package io.wirepost.simulator;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A run of the command in this process.
 *
 * @param exit its exit code
 * @param text what it printed
 */
record SimulateRun(int exit, String text) {

	static SimulateRun of(String... args) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
		picocli.CommandLine line = new picocli.CommandLine(new SimulateCommand(out));
		line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
		int exit = line.execute(args);
		return new SimulateRun(exit, bytes.toString(StandardCharsets.UTF_8));
	}

	/** A number of the summary: the first group of a pattern. */
	long number(String pattern) {
		Matcher matcher = Pattern.compile(pattern).matcher(this.text);
		assertThat(matcher.find()).as(pattern + " in " + this.text).isTrue();
		return Long.parseLong(matcher.group(1));
	}

	long sent() {
		return number("sent +(\\d+)");
	}

	long acknowledged() {
		return number("acknowledged +(\\d+) of");
	}

	long due() {
		return number("acknowledged +\\d+ of (\\d+)");
	}

}
