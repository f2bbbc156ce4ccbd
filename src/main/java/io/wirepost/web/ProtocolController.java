package io.wirepost.web;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.protocol.Protocol;
import io.wirepost.protocol.ProtocolTrial;
import io.wirepost.protocol.Protocols;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
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
	ResponseEntity<ProtocolView.Whole> put(@PathVariable String name, @RequestBody Map<String, Object> body) {
		Protocols.Put put = this.protocols.put(name, Settings.of(body));
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
		return Tried.of(ProtocolTrial.run(protocol, chunks, device, this.clock.instant()), protocol);
	}

	private Protocol protocol(@Nullable Object given) {
		if (given instanceof String name) {
			return this.protocols.find(name).orElseThrow(() -> new NotFoundException("protocol", name));
		}
		try {
			return this.protocols.unnamed((given != null) ? Settings.of(given) : Settings.NONE);
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
	 */
	record TryRequest(@Nullable Object protocol, @Nullable List<String> chunks, @Nullable String device) {
	}

}
