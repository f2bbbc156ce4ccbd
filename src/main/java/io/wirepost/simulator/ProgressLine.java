package io.wirepost.simulator;

import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Says how it goes: each second in the same line of a terminal, elsewhere in a line every
 * five seconds.
 */
final class ProgressLine implements Consumer<Simulation.Progress> {

	private static final int SELDOM = 5;

	private final PrintStream out;

	private final boolean quiet;

	private final boolean terminal;

	private boolean begun;

	private long sentBefore;

	ProgressLine(PrintStream out, boolean quiet, boolean terminal) {
		this.out = out;
		this.quiet = quiet;
		this.terminal = terminal;
	}

	@Override
	public void accept(Simulation.Progress now) {
		long sent = now.sent() - this.sentBefore;
		this.sentBefore = now.sent();
		if (this.quiet || (!this.terminal && now.seconds() % SELDOM != 0)) {
			return;
		}
		String line = "%5d s  %d connected  %d sent (%d/s)  %d acknowledged".formatted(now.seconds(), now.open(),
				now.sent(), sent, now.acknowledged());
		if (this.terminal) {
			this.out.print("\r" + line + "   ");
			this.out.flush();
			this.begun = true;
		}
		else {
			this.out.println(line);
		}
	}

	/** The summary follows. */
	void end() {
		if (this.begun) {
			this.out.println();
		}
	}

}
