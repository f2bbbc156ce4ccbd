package io.wirepost.web;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.wirepost.delivery.Deliveries;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.protocol.ExampleFailure;
import io.wirepost.protocol.Protocol;
import io.wirepost.protocol.ProtocolTrial;
import io.wirepost.protocol.Protocols;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.request.Payloads;
import io.wirepost.web.request.RequestFaults;
import io.wirepost.web.response.PageView;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists, shows, changes and tries protocols. */
@RestController
class ProtocolController {

	private final Protocols protocols;

	private final Clock clock;

	ProtocolController(Protocols protocols, Clock clock) {
		this.protocols = protocols;
		this.clock = clock;
	}

	@GetMapping("/api/protocols")
	PageView<ProtocolView> list() {
		return new PageView<>(this.protocols.list().stream().map(ProtocolView::of).toList(), null);
	}

	@GetMapping("/api/protocols/{name}")
	ProtocolView.Whole one(@PathVariable String name) {
		return this.protocols.get(name)
			.map(ProtocolView.Whole::of)
			.orElseThrow(() -> new NotFoundException("protocol", name));
	}

	@PutMapping(path = "/api/protocols/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<ProtocolView.Whole> put(@PathVariable String name, @RequestBody JsonSettings body) {
		Protocols.Put put = this.protocols.put(name, body.settings());
		return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK)
			.body(ProtocolView.Whole.of(put.protocol()));
	}

	@DeleteMapping("/api/protocols/{name}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void remove(@PathVariable String name) {
		if (!this.protocols.remove(name)) {
			throw new NotFoundException("protocol", name);
		}
	}

	@PostMapping(path = "/api/protocols/try", consumes = MediaType.APPLICATION_JSON_VALUE)
	Tried tryOn(@RequestBody TryRequest request) {
		Protocol protocol = protocol(request.protocol());
		RequestFaults faults = new RequestFaults();
		DeviceId device = faults.read("device", request.device(), DeviceId::new);
		List<byte[]> chunks = new ArrayList<>();
		List<String> given = (request.chunks() != null) ? request.chunks() : List.of();
		for (int i = 0; i < given.size(); i++) {
			Payload chunk = faults.read("chunks[" + i + "]", given.get(i), Payloads::hex);
			chunks.add((chunk != null) ? chunk.toByteArray() : new byte[0]);
		}
		faults.check();
		return Tried.of(ProtocolTrial.run(protocol, chunks, device, this.clock.instant()), protocol,
				Boolean.TRUE.equals(request.examples()) ? failures(protocol) : null);
	}

	private static List<ExampleFailure> failures(Protocol protocol) {
		try {
			return Protocols.failures(protocol);
		}
		catch (InvalidSettingsException ex) {
			throw ex.within("protocol");
		}
	}

	private Protocol protocol(@Nullable JsonSettings given) {
		if (given != null && given.value() instanceof String name) {
			return this.protocols.find(name).orElseThrow(() -> new NotFoundException("protocol", name));
		}
		try {
			return this.protocols.unnamed((given != null) ? given.settings() : Settings.NONE);
		}
		catch (InvalidSettingsException ex) {
			throw ex.within("protocol");
		}
	}

	/**
	 * The bytes to try, and on what.
	 *
	 * @param protocol a protocol's settings, or its name
	 * @param chunks bytes in hex, each chunk as one read
	 * @param device who is on the connection; null if its frames say so
	 * @param examples whether to run the protocol's examples too
	 */
	record TryRequest(@Nullable JsonSettings protocol, @Nullable List<String> chunks, @Nullable String device,
			@Nullable Boolean examples) {
	}

	/**
	 * What a protocol makes of bytes.
	 *
	 * @param skipped bytes that are in no frame, and frames that were refused
	 * @param leftover the bytes of an incomplete frame, in hex
	 * @param failures what examples do not come out as they say; null if they were not to
	 * be run
	 */
	record Tried(List<Frame> frames, List<Skipped> skipped, String leftover, @Nullable List<ExampleFailure> failures) {

		static Tried of(ProtocolTrial trial, Protocol protocol, @Nullable List<ExampleFailure> failures) {
			return new Tried(trial.frames().stream().map((frame) -> Frame.of(frame, protocol)).toList(),
					trial.skipped().stream().map(Skipped::of).toList(), hex(trial.leftover()), failures);
		}

		private static String hex(Payload payload) {
			return payload.toHex(payload.size()).toLowerCase(Locale.ROOT);
		}

		/**
		 * A frame.
		 *
		 * @param offset where it begins, counted from the first byte
		 * @param text null if it is no text in the charset
		 * @param keep whether it is a message
		 * @param answer what the device would be answered, in hex; null for nothing
		 * @param correlation the correlation id that finds its request; null for none
		 * @param fault why the answer could not be made; null if nothing failed
		 */
		record Frame(long offset, String hex, @Nullable String text, @Nullable String kind, @Nullable String device,
				boolean keep, @Nullable String answer, @Nullable String correlation, Map<String, Object> fields,
				@Nullable String fault) {

			private static Frame of(ProtocolTrial.Frame frame, Protocol protocol) {
				Payload answer = frame.interpretation().answer();
				String correlation = frame.reading().mayReply()
						? Deliveries.correlationOf(protocol.reply(), frame.payload(), protocol.charset()) : null;
				return new Frame(frame.offset(), Tried.hex(frame.payload()),
						frame.payload().decode(protocol.charset()).orElse(null), frame.interpretation().kind(),
						(frame.device() != null) ? frame.device().value() : null, frame.reading().keep(),
						(answer != null) ? Tried.hex(answer) : null, correlation, frame.interpretation().fields(),
						frame.reading().fault());
			}

		}

		/** Bytes in no frame, or a frame that was refused: the first of them, and why. */
		record Skipped(long offset, long size, String hex, String reason) {

			private static Skipped of(ProtocolTrial.Skipped skipped) {
				return new Skipped(skipped.offset(), skipped.size(), Tried.hex(skipped.first()), skipped.reason());
			}

		}

	}

}
