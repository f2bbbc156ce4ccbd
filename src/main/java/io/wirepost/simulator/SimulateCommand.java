package io.wirepost.simulator;

import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wirepost.protocol.Protocol;
import io.wirepost.protocol.ProtocolLookup;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import org.springframework.boot.convert.DurationStyle;

/** The command {@code simulate}. */
@Command(name = "simulate", sortOptions = false,
		description = "Lets devices dial a Wirepost, speak, and count what they are answered.",
		footer = { "", "Exits with 0; with 1 if a device without trouble missed an acknowledgement or its connection;",
				"with 2 if an option is wrong." })
public final class SimulateCommand implements Callable<Integer> {

	private static final long MOST_DEVICES = 100_000;

	private static final double FASTEST = 10_000;

	/** How long the summary may take when the process is asked to end. */
	private static final long LAST_WORDS = 3;

	@Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
			description = "Where Wirepost is; ${DEFAULT-VALUE} by default.")
	private String host = "127.0.0.1";

	@Option(names = "--port", paramLabel = "PORT", description = "The listener's port. Required.")
	private @Nullable Integer port;

	@Option(names = "--devices", paramLabel = "N", defaultValue = "10",
			description = "How many devices; ${DEFAULT-VALUE} by default.")
	private int devices = 10;

	@Option(names = "--rate", paramLabel = "R", defaultValue = "1",
			description = "Frames a second that each of them says, such as 5 or 0.2; 0 only greets and replies. "
					+ "${DEFAULT-VALUE} by default.")
	private double rate = 1;

	@Option(names = "--protocol", paramLabel = "NAME|FILE", defaultValue = "line",
			description = "line (HELLO sim-1, then lines of text), a protocol that ships, or a file. "
					+ "${DEFAULT-VALUE} by default.")
	private String protocol = "line";

	@Option(names = "--duration", paramLabel = "TIME", defaultValue = "30s",
			description = "How long they speak, such as 60s or 5m; ${DEFAULT-VALUE} by default.")
	private String duration = "30s";

	@Option(names = "--ids", paramLabel = "PATTERN",
			description = "Their ids, such as sim-%%d, where the protocol can carry them. "
					+ "By default those of the protocol's examples, with the device's number at the end.")
	private @Nullable String ids;

	@Option(names = "--acknowledge", paramLabel = "TEXT",
			description = "With line: the line that the listener acknowledges each line with.")
	private @Nullable String acknowledge;

	@Option(names = "--trouble", paramLabel = "TROUBLE[=N%]", split = ",",
			description = "What goes wrong, with the share of the devices (all by default): split, merged, slow, "
					+ "half-open, garbage, storm, wrong-charset.")
	private List<String> trouble = List.of();

	@Option(names = "--seed", paramLabel = "N", defaultValue = "1",
			description = "Of all that is random; ${DEFAULT-VALUE} by default.")
	private long seed = 1;

	@Option(names = "--tls", description = "Dial with TLS; the host's certificate is checked.")
	private boolean tls;

	@Option(names = "--ca", paramLabel = "FILE",
			description = "With --tls: certificates (PEM) to trust instead of the JDK's.")
	private @Nullable Path ca;

	@Option(names = "--quiet", description = "Only the summary.")
	private boolean quiet;

	@Option(names = "--list", description = "Lists the protocols and ends.")
	private boolean list;

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this and ends.")
	private boolean help;

	private final PrintStream out;

	public SimulateCommand(PrintStream out) {
		this.out = out;
	}

	@Override
	public Integer call() {
		try {
			return this.list ? list() : simulate();
		}
		catch (InvalidSettingsException ex) {
			ex.faults()
				.forEach((fault) -> this.out.println(fault.property().isEmpty() ? fault.sentence()
						: "--%s: %s".formatted(fault.property(), fault.sentence())));
			this.out.println("See: java -jar wirepost.jar simulate --help");
			return 2;
		}
	}

	private int list() {
		this.out.println("line");
		ProtocolLookup.shipped().forEach(this.out::println);
		return 0;
	}

	private int simulate() {
		SimulationSettings settings = settings();
		Speech speech = speech();
		Dialler dialler = this.tls ? TlsDialler.of(this.host, settings.target().getPort(), this.ca) : PlainLink::new;
		if (!this.quiet) {
			this.out.println("%d devices speak %s to %s:%d for %s; Ctrl-C ends it earlier".formatted(this.devices,
					speech.name(), this.host, this.port, this.duration));
		}
		ProgressLine progress = new ProgressLine(this.out, this.quiet, System.console() != null);
		Simulation simulation = new Simulation(settings, speech, dialler, progress);
		CountDownLatch told = new CountDownLatch(1);
		Thread hook = new Thread(() -> {
			simulation.stop();
			await(told);
		}, "wirepost-simulate-end");
		Runtime.getRuntime().addShutdownHook(hook);
		long begin = System.nanoTime();
		try {
			Summary summary = simulation.run();
			progress.end();
			this.out.println(summary.lines((System.nanoTime() - begin) / 1e9));
			return summary.isGood(!settings.troubles().isEmpty()) ? 0 : 1;
		}
		finally {
			this.out.flush();
			told.countDown();
			remove(hook);
		}
	}

	private static void await(CountDownLatch told) {
		try {
			told.await(LAST_WORDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Unless the process ends already, and the hook is what waits. */
	private static void remove(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			hook.setName("wirepost-simulate-ended");
		}
	}

	private SimulationSettings settings() {
		check(this.port != null && this.port > 0 && this.port < 65536, "port", "set it to the listener's port");
		check(this.devices > 0 && this.devices <= MOST_DEVICES, "devices",
				"%d is not 1 to %d".formatted(this.devices, MOST_DEVICES));
		check(this.rate >= 0 && this.rate <= FASTEST, "rate",
				String.format(Locale.ROOT, "%s is not 0 to 10000", this.rate));
		check(this.ca == null || this.tls, "ca", "it needs --tls");
		check(this.acknowledge == null || this.protocol.equals("line"), "acknowledge",
				"it is for --protocol line; protocols say themselves what they acknowledge");
		InetSocketAddress target = new InetSocketAddress(this.host, (this.port != null) ? this.port : 0);
		check(!target.isUnresolved(), "host", "'%s' has no address".formatted(this.host));
		return new SimulationSettings(target, this.devices, this.rate, duration(), Troubles.of(this.trouble),
				this.seed);
	}

	private Duration duration() {
		try {
			Duration read = DurationStyle.detectAndParse(this.duration, ChronoUnit.SECONDS);
			check(!read.isNegative() && !read.isZero() && read.toDays() < 366, "duration",
					"'%s' is not 1ms to 365d".formatted(this.duration));
			return read;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingsException("duration",
					"'%s' is not a duration; write one such as 60s or 5m".formatted(this.duration));
		}
	}

	private Speech speech() {
		DeviceIds named = new DeviceIds(this.ids);
		if (this.protocol.equals("line")) {
			return new LineSpeech(named, this.acknowledge);
		}
		try {
			Protocol found = ProtocolLookup.find(this.protocol);
			check(this.devices == 1 || !List.of("address", "certificate").contains(found.identification().by()), "",
					"its devices are told apart by %s, and this is one; set --devices 1"
						.formatted(found.identification().by()));
			return new ExampleSpeech(this.protocol, found, named);
		}
		catch (InvalidSettingsException ex) {
			throw ex.within("protocol");
		}
	}

	private static void check(boolean holds, String option, String sentence) {
		if (!holds) {
			throw new InvalidSettingsException(option, sentence);
		}
	}

}
