package io.wirepost.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.delivery.Deliveries;
import io.wirepost.device.Device;
import io.wirepost.device.DeviceSettings;
import io.wirepost.device.Devices;
import io.wirepost.forward.stream.LiveStream;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceId;
import io.wirepost.settings.Settings;
import io.wirepost.security.audit.Audited;
import io.wirepost.security.HopFilter;
import io.wirepost.web.replica.OtherReplicas;
import io.wirepost.web.request.RequestFaults;
import io.wirepost.web.response.PageView;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists, shows, changes and deletes devices. */
@RestController
class DeviceController {

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_LIMIT = 500;

	private final Devices devices;

	private final Connections connections;

	private final Deliveries deliveries;

	private final LiveStream live;

	private final OtherReplicas others;

	private final JsonMapper json;

	DeviceController(Devices devices, Connections connections, Deliveries deliveries, LiveStream live,
			OtherReplicas others, JsonMapper json) {
		this.others = others;
		this.json = json;
		this.live = live;
		this.devices = devices;
		this.connections = connections;
		this.deliveries = deliveries;
	}

	@GetMapping("/api/devices")
	PageView<DeviceView> list(@RequestParam(required = false) @Nullable String connected,
			@RequestParam(required = false) @Nullable String tag,
			@RequestParam(required = false) @Nullable String limit,
			@RequestParam(required = false) @Nullable String cursor, HttpServletRequest http) {
		RequestFaults faults = new RequestFaults();
		Boolean connectedOnly = faults.flag("connected", connected);
		int most = faults.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
		DeviceId after = faults.read("cursor", cursor, DeviceId::new);
		faults.check();
		List<Device> found = this.devices.list(connectedOnly, tag, after, most + 1);
		boolean more = found.size() > most;
		List<Device> page = more ? found.subList(0, most) : found;
		return new PageView<>(views(page, http), more ? page.get(most - 1).id().value() : null);
	}

	@GetMapping("/api/devices/{id}")
	DeviceView one(@PathVariable DeviceId id, HttpServletRequest http) {
		return view(this.devices.require(id), http);
	}

	@PutMapping(path = "/api/devices/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<DeviceView> put(@PathVariable DeviceId id, @RequestBody Map<String, Object> body,
			HttpServletRequest http) {
		DeviceSettings settings = DeviceView.settings(body).bind(DeviceSettings.class);
		Deliveries.checkReply((settings.reply() != null) ? new Settings(settings.reply()) : Settings.NONE);
		Devices.Put put = this.devices.put(id, settings);
		this.deliveries.reachable(id);
		return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK).body(view(put.device(), http));
	}

	@DeleteMapping("/api/devices/{id}")
	CompletableFuture<ResponseEntity<Void>> delete(@PathVariable DeviceId id,
			@RequestParam(required = false) @Nullable String messages, HttpServletRequest http) {
		RequestFaults faults = new RequestFaults();
		Boolean withMessages = faults.flag("messages", messages);
		faults.check();
		if (Boolean.TRUE.equals(withMessages)) {
			Audited.action(http, "device.erase");
			erase(id);
		}
		else {
			this.devices.delete(id);
		}
		return this.deliveries.cancelAll(id).thenApply((cancelled) -> ResponseEntity.noContent().build());
	}

	private void erase(DeviceId id) {
		try {
			this.devices.deleteWithMessages(id);
		}
		catch (JournalUnavailableException ex) {
			// The device is deleted anyway; the caller repeats the request for its
			// messages.
			this.deliveries.cancelAll(id);
			throw ex;
		}
		finally {
			this.live.readAnew();
		}
	}

	private DeviceView view(Device device, HttpServletRequest http) {
		return views(List.of(device), http).get(0);
	}

	private List<DeviceView> views(List<Device> some, HttpServletRequest http) {
		List<DeviceId> ids = some.stream().map(Device::id).toList();
		Map<String, List<JsonNode>> elsewhere = this.others.connections(ids, http);
		Map<DeviceId, Integer> queued = this.deliveries.queued(ids);
		return some.stream().map((device) -> {
			List<ConnectionView> connections = new ArrayList<>(connections(device.connections().stream()));
			elsewhere.getOrDefault(device.id().value(), List.of())
				.forEach((one) -> connections.add(this.json.treeToValue(one, ConnectionView.class)));
			return DeviceView.of(device, connections, queued.getOrDefault(device.id(), 0));
		}).toList();
	}

	private List<ConnectionView> connections(Stream<UUID> ids) {
		return ids.flatMap((id) -> this.connections.find(id).stream())
			.map((Connection one) -> ConnectionView.of(one, this.others.self()))
			.toList();
	}

	/** The connections here of devices, for another replica. */
	@PostMapping("/cluster/connections")
	Map<String, List<ConnectionView>> connections(@RequestBody OfDevices of, HttpServletRequest http) {
		HopFilter.require(http);
		Map<String, List<ConnectionView>> found = new LinkedHashMap<>();
		of.devices()
			.forEach((id) -> found.put(id,
					connections(this.connections.of(new DeviceId(id)).stream().map(Connection::id))));
		return found;
	}

	/** Which devices. */
	record OfDevices(List<String> devices) {
	}

}
