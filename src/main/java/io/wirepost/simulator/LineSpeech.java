package io.wirepost.simulator;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.wirepost.message.Payload;
import io.wirepost.protocol.Protocol;
import io.wirepost.protocol.ProtocolSettings;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Lines of text, as the quickstart's listener takes them: {@code HELLO sim-1}, then
 * {@code reading 1} and so on. A request is answered by {@code OK} and the request.
 */
final class LineSpeech implements Speech {

	private final Protocol protocol;

	private final RequestReader requests;

	private final DeviceIds ids;

	/**
	 * @param acknowledge the line that the listener acknowledges each line with; null for
	 * none
	 */
	LineSpeech(DeviceIds ids, @Nullable String acknowledge) {
		Map<String, String> settings = new HashMap<>(
				Map.of("framing.type", "line", "identify.by", "first-frame", "identify.pattern", "^HELLO (?<id>\\S+)"));
		if (acknowledge != null) {
			settings.put("acknowledge.text", acknowledge);
		}
		this.protocol = Protocol.of(new Settings(settings).bind(ProtocolSettings.class));
		this.requests = RequestReader.of(this.protocol.settings());
		this.ids = (ids.pattern() != null) ? ids : new DeviceIds("sim-%d");
	}

	@Override
	public String name() {
		return "line";
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
		return List.of(line("HELLO " + this.ids.of(device, "")));
	}

	@Override
	public Utterance next(int device, long count) {
		return line("reading " + (count + 1));
	}

	@Override
	public Utterance reply(int device, Payload request) {
		return line("OK " + new String(request.toByteArray(), StandardCharsets.UTF_8));
	}

	@Override
	public Utterance foreign() {
		byte[] wire = (Foreign.TEXT + "\n").getBytes(Foreign.charset(StandardCharsets.UTF_8));
		return Utterance.noise(wire);
	}

	private static Utterance line(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return new Utterance((text + "\n").getBytes(StandardCharsets.UTF_8), Payload.owning(bytes));
	}

}
