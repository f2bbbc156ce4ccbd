package io.wirepost.protocol;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.wirepost.framing.Framing;
import io.wirepost.framing.Framings;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;

/**
 * What a device speaks, ready to use: its framing, its charset, how it says who it is,
 * and the rules about its frames. Immutable and safe for all threads; what is different
 * for each connection is in its {@link ProtocolSession}.
 */
public final class Protocol {

	private final ProtocolSettings settings;

	private final Framing framing;

	private final Charset charset;

	private final Identification identification;

	/** As declared, where the device is known without it. */
	private final Identification declared;

	private final FrameRules rules;

	private final List<Step> onConnect;

	private Protocol(ProtocolSettings settings, Framing framing, Charset charset, Identification identification,
			Identification declared, FrameRules rules, List<Step> onConnect) {
		this.settings = settings;
		this.framing = framing;
		this.charset = charset;
		this.identification = identification;
		this.declared = declared;
		this.rules = rules;
		this.onConnect = onConnect;
	}

	/**
	 * @throws InvalidSettingsException with all faults, by the names of the settings
	 */
	public static Protocol of(ProtocolSettings settings) {
		Faults faults = new Faults();
		Charset charset = (settings.charset() != null) ? settings.charset() : StandardCharsets.UTF_8;
		Framing framing = faults.read("", () -> Framings.of(new Settings(settings.framing()),
				new Settings(settings.checksum()), new Settings(settings.send())));
		Identification identification = faults.read("identify",
				() -> Identifications.of(new Settings(settings.identify())));
		faults.check(() -> PatternBytes.check("identify.pattern", settings.identify().get("pattern"), charset));
		// Without a framing, an answer's own faults are still found.
		Framing carrier = (framing != null) ? framing : Framings.of(new Settings(Map.of("type", "raw")));
		ReceivedFrame empty = new ReceivedFrame(Payload.owning(new byte[0]), true, charset, null, Instant.EPOCH, 0, 0);
		FrameRules rules = faults.read("", () -> FrameRules.of(settings, carrier, empty));
		List<Step> onConnect = faults.read("",
				() -> steps((settings.onConnect() != null) ? settings.onConnect() : List.of(), charset, carrier));
		Identification read = faults.unlessAny(identification);
		return new Protocol(settings, faults.unlessAny(framing), charset, read, read, faults.unlessAny(rules),
				faults.unlessAny(onConnect));
	}

	private static List<Step> steps(List<StepSettings> settings, Charset charset, Framing framing) {
		Faults faults = new Faults();
		List<Step> steps = new ArrayList<>();
		for (int i = 0; i < settings.size(); i++) {
			StepSettings one = settings.get(i);
			Step step = faults.read("on-connect[%d]".formatted(i), () -> one.read(charset, framing));
			if (step != null) {
				steps.add(step);
			}
		}
		Duration longest = steps.stream().map(Step::within).reduce(Duration.ZERO, Duration::plus);
		faults
			.that(longest.compareTo(Step.LONGEST) <= 0, "on-connect",
					"together the steps may take %d s; the most is %d s, so set within", longest.toSeconds(),
					Step.LONGEST.toSeconds())
			.throwIfAny();
		return List.copyOf(steps);
	}

	/** The same protocol for a device that is known without its frames. */
	public Protocol identifiedBy(Identification other) {
		return new Protocol(this.settings, this.framing, this.charset, other, this.declared, this.rules,
				this.onConnect);
	}

	public ProtocolSettings settings() {
		return this.settings;
	}

	public Framing framing() {
		return this.framing;
	}

	public Charset charset() {
		return this.charset;
	}

	public Identification identification() {
		return this.identification;
	}

	/** Whether devices have a secret in a frame, so that bytes are not shown. */
	public boolean hasSecrets() {
		return this.declared.needsSecret();
	}

	boolean carriesSecret(ReceivedFrame frame) {
		return this.declared.carriesSecret(frame);
	}

	/** How replies are matched to requests. */
	public Settings reply() {
		return new Settings(this.settings.reply());
	}

	/** What is done on each new connection, before anything is delivered. */
	public List<Step> onConnect() {
		return this.onConnect;
	}

	/** The names of the kinds, in the order of the rules. */
	public List<String> kinds() {
		return this.rules.kinds();
	}

	/** Whether any frame is answered, or closes the connection. */
	public boolean answers() {
		return this.rules.answers();
	}

	FrameRules rules() {
		return this.rules;
	}

}
