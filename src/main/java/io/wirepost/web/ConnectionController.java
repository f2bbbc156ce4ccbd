package io.wirepost.web;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.message.DeviceId;
import io.wirepost.web.request.Ids;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.request.RequestFaults;
import io.wirepost.web.response.PageView;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists, shows and closes connections. */
@RestController
class ConnectionController {

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_LIMIT = 500;

	private final Connections connections;

	ConnectionController(Connections connections) {
		this.connections = connections;
	}

	@GetMapping("/api/connections")
	PageView<ConnectionView> list(@RequestParam(required = false) @Nullable String device,
			@RequestParam(required = false) @Nullable String listener,
			@RequestParam(required = false) @Nullable String limit,
			@RequestParam(required = false) @Nullable String cursor) {
		RequestFaults faults = new RequestFaults();
		DeviceId of = faults.read("device", device, DeviceId::new);
		int most = faults.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
		UUID after = faults.read("cursor", cursor, UUID::fromString);
		faults.check();
		List<ConnectionView> found = new ArrayList<>();
		for (Connection connection : (of != null) ? this.connections.of(of) : this.connections.after(after)) {
			boolean asked = (after == null || connection.id().compareTo(after) > 0)
					&& (listener == null || listener.equals(connection.listener()));
			if (asked && found.size() == most) {
				return new PageView<>(found, found.get(most - 1).id().toString());
			}
			if (asked) {
				found.add(ConnectionView.of(connection));
			}
		}
		return new PageView<>(found, null);
	}

	@GetMapping("/api/connections/{id}")
	ConnectionView one(@PathVariable String id) {
		return ConnectionView.of(find(id));
	}

	@DeleteMapping("/api/connections/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void close(@PathVariable String id) {
		find(id).close();
	}

	private Connection find(String id) {
		return this.connections.find(Ids.uuid(id, "connection"))
			.orElseThrow(() -> new NotFoundException("connection", id));
	}

}
