package io.wirepost.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.wirepost.framing.Framing;
import io.wirepost.framing.FramingDryRun;
import io.wirepost.framing.Framings;
import io.wirepost.framing.PayloadNotFrameableException;
import io.wirepost.framing.PayloadTooLargeException;
import io.wirepost.message.Payload;
import io.wirepost.protocol.ExampleFrame;
import io.wirepost.protocol.Protocol;
import io.wirepost.protocol.ProtocolTrial;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What the frames of a protocol's examples say, made each device's own. Its id is looked
 * for in the frame that identifies it and replaced; the protocol itself then has to read
 * the new one, so no frame is sent that the server would not understand.
 */
final class ExampleSpeech implements Speech {

	/** The most frames that devices say in turn. */
	private static final int MOST_FRAMES = 32;

	private final String name;

	private final Protocol protocol;

	private final Framing upstream;

	private final RequestReader requests;

	private final DeviceIds ids;

	private final @Nullable FrameTemplate login;

	private final List<FrameTemplate> periodic = new ArrayList<>();

	private final Replies replies;

	/** The numbers in the ids of the devices, in their order. */
	private final List<Integer> numbers = new ArrayList<>();

	/** What devices have said before: the same bytes each time. */
	private final Map<Integer, Utterance[]> said = new HashMap<>();

	/**
	 * @throws InvalidSettingsException if the protocol has no examples that a device can
	 * say
	 */
	ExampleSpeech(String name, Protocol protocol, DeviceIds ids) {
		this.name = name;
		this.protocol = protocol;
		this.ids = ids;
		this.upstream = Framings.of(new Settings(protocol.settings().framing()),
				new Settings(protocol.settings().checksum()), Settings.NONE);
		this.requests = RequestReader.of(protocol.settings());
		List<ExampleFrame> frames = ExampleFrame.of(protocol).stream().flatMap(List::stream).toList();
		boolean everyFrame = protocol.identification().isEveryFrame();
		this.login = (ExampleFrame.isIdentifiedByFrames(protocol) && !everyFrame) ? login(frames) : null;
		String loginKind = (this.login != null) ? this.login.frame().reading().interpretation().kind() : null;
		frames.stream()
			.filter((frame) -> everyFrame ? frame.identifies()
					: loginKind == null || !Objects.equals(frame.reading().interpretation().kind(), loginKind))
			.forEach(this::addPeriodic);
		if (this.periodic.isEmpty() && this.login != null) {
			this.periodic.add(this.login);
		}
		if (this.periodic.isEmpty()) {
			throw new InvalidSettingsException("",
					"%s has no example whose frames a device can say; add one without skipped bytes".formatted(name));
		}
		this.replies = new Replies(protocol, this.periodic.stream().map(FrameTemplate::frame).toList());
		unsolicitedOnly();
	}

	/**
	 * Frames that answer requests are said on request, if there are others that become
	 * messages.
	 */
	private void unsolicitedOnly() {
		List<FrameTemplate> others = this.periodic.stream().filter((one) -> !one.frame().reading().mayReply()).toList();
		if (others.stream().anyMatch((one) -> one.frame().reading().keep())) {
			this.periodic.retainAll(others);
		}
	}

	private FrameTemplate login(List<ExampleFrame> frames) {
		return frames.stream()
			.filter(ExampleFrame::identifies)
			.map((frame) -> template(frame, new byte[0]))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new InvalidSettingsException("",
					"no example of %s identifies a device in a frame in which its id can be replaced%s"
						.formatted(this.name, (this.ids.pattern() != null) ? " by that of --ids" : "")));
	}

	private void addPeriodic(ExampleFrame frame) {
		byte[] before = (this.login != null) ? this.login.of(this.ids.of(1, this.login.id())) : new byte[0];
		FrameTemplate template = template(frame, before);
		if (template != null && this.periodic.size() < MOST_FRAMES) {
			this.periodic.add(template);
		}
	}

	/** A template whose frames the protocol reads as it does the example's; or null. */
	private @Nullable FrameTemplate template(ExampleFrame frame, byte[] before) {
		String id = (frame.device() != null) ? frame.device() : "";
		List<FrameTemplate> candidates = new ArrayList<>();
		if (ExampleFrame.isIdentifiedByFrames(this.protocol) && !id.isEmpty()) {
			for (IdEncoding encoding : IdEncoding.values()) {
				candidates.add(new FrameTemplate(frame, id, encoding, this.upstream));
				candidates.add(new FrameTemplate(frame, id, encoding, null));
			}
		}
		candidates.add(new FrameTemplate(frame, id, null, null));
		return candidates.stream().filter((one) -> isUnderstood(one, before)).findFirst().orElse(null);
	}

	private boolean isUnderstood(FrameTemplate template, byte[] before) {
		try {
			String id = (this.login != null) ? this.login.id() : template.id();
			String own = this.ids.of(1, id);
			byte[] wire = template.of(own);
			if (template.encoding() != null && Arrays.equals(wire, template.frame().wire())) {
				return false;
			}
			List<byte[]> chunks = (before.length > 0) ? List.of(before, wire) : List.of(wire);
			ProtocolTrial trial = ProtocolTrial.run(this.protocol, chunks, null, Instant.now());
			List<ProtocolTrial.Frame> frames = trial.frames();
			return trial.skipped().isEmpty() && trial.leftover().size() == 0 && frames.size() == chunks.size()
					&& isSame(frames.get(frames.size() - 1), template.frame(), own)
					&& FramingDryRun.run(this.protocol.framing(), chunks)
						.details()
						.stream()
						.allMatch(FramingDryRun.Frame::intact);
		}
		catch (PayloadNotFrameableException | PayloadTooLargeException ex) {
			return false;
		}
	}

	private boolean isSame(ProtocolTrial.Frame frame, ExampleFrame example, String id) {
		boolean same = Objects.equals(frame.interpretation().kind(), example.reading().interpretation().kind())
				&& frame.reading().fault() == null && !frame.reading().close();
		return same && (!ExampleFrame.isIdentifiedByFrames(this.protocol)
				|| (frame.device() != null && frame.device().value().equals(id)));
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Protocol protocol() {
		return this.protocol;
	}

	@Override
	public RequestReader requests() {
		return this.requests;
	}

	@Override
	public List<Utterance> greeting(int device) {
		return (this.login != null) ? List.of(own(this.login, device)) : List.of();
	}

	@Override
	public Utterance next(int device, long count) {
		Utterance[] own = this.said.computeIfAbsent(device, (key) -> new Utterance[this.periodic.size()]);
		int turn = (int) (count % own.length);
		if (own[turn] == null) {
			own[turn] = own(this.periodic.get(turn), device);
		}
		return own[turn];
	}

	private Utterance own(FrameTemplate template, int device) {
		String example = (this.login != null) ? this.login.id() : template.id();
		return utterance(template
			.of(ExampleFrame.isIdentifiedByFrames(this.protocol) ? this.ids.of(number(device), example) : example));
	}

	/**
	 * The number in a device's id: its own, or a later one where the framing cannot carry
	 * an id or its checksum, as in a frame that ends at a byte which is in them.
	 */
	private int number(int device) {
		while (this.numbers.size() < device) {
			int next = this.numbers.isEmpty() ? 1 : this.numbers.get(this.numbers.size() - 1) + 1;
			while (!isCarried(next)) {
				next++;
			}
			this.numbers.add(next);
		}
		return this.numbers.get(device - 1);
	}

	private boolean isCarried(int number) {
		FrameTemplate first = this.login;
		try {
			this.periodic.forEach((one) -> one.of(this.ids.of(number, (first != null) ? first.id() : one.id())));
			return first == null || first.of(this.ids.of(number, first.id())).length > 0;
		}
		catch (PayloadNotFrameableException | PayloadTooLargeException ex) {
			return false;
		}
	}

	private Utterance utterance(byte[] wire) {
		List<Payload> frames = FramingDryRun.run(this.protocol.framing(), List.of(wire)).frames();
		return (frames.size() == 1) ? new Utterance(wire, frames.get(0)) : Utterance.noise(wire);
	}

	@Override
	public @Nullable Utterance reply(int device, Payload request) {
		Payload reply = this.replies.to(request);
		byte[] wire = (reply != null) ? framed(reply) : null;
		return (wire != null) ? utterance(wire) : null;
	}

	@Override
	public Utterance foreign() {
		byte[] text = Foreign.TEXT.getBytes(Foreign.charset(this.protocol.charset()));
		byte[] wire = framed(Payload.owning(text));
		return Utterance.noise((wire != null) ? wire : text);
	}

	/** A payload as a frame; null if the framing cannot carry it. */
	private byte @Nullable [] framed(Payload payload) {
		try {
			return this.upstream.encode(payload);
		}
		catch (PayloadNotFrameableException | PayloadTooLargeException ex) {
			return null;
		}
	}

}
