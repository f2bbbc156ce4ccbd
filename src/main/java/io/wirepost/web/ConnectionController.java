package io.wirepost.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.message.DeviceId;
import io.wirepost.web.replica.OtherReplicas;
import io.wirepost.web.request.Ids;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.request.RequestFaults;
import io.wirepost.web.response.PageView;
import jakarta.servlet.http.HttpServletRequest;
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

	private final OtherReplicas others;

	ConnectionController(Connections connections, OtherReplicas others) {
		this.connections = connections;
		this.others = others;
	}

	@GetMapping("/api/connections")
	PageView<ConnectionView> list(@RequestParam(required = false) @Nullable String device,
			@RequestParam(required = false) @Nullable String listener,
			@RequestParam(required = false) @Nullable String limit,
			@RequestParam(required = false) @Nullable String cursor, HttpServletRequest http) {
		RequestFaults faults = new RequestFaults();
		DeviceId of = faults.read("device", device, DeviceId::new);
		int most = faults.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
		UUID after = faults.read("cursor", cursor, UUID::fromString);
		faults.check();
		List<ConnectionView> found = new ArrayList<>();
		boolean more = false;
		for (Connection connection : (of != null) ? this.connections.of(of) : this.connections.after(after)) {
			boolean asked = (after == null || connection.id().compareTo(after) > 0)
					&& (listener == null || listener.equals(connection.listener()));
			if (asked && found.size() == most) {
				more = true;
				break;
			}
			if (asked) {
				found.add(view(connection));
			}
		}
		return merged(found, more, this.others.parts(http, ConnectionView.class), most);
	}

	/** In the order of their ids, as in the part of each replica. */
	private static PageView<ConnectionView> merged(List<ConnectionView> mine, boolean more,
			List<OtherReplicas.Part<ConnectionView>> others, int most) {
		List<ConnectionView> all = new ArrayList<>(mine);
		others.forEach((part) -> all.addAll(part.items()));
		all.sort(Comparator.comparing(ConnectionView::id));
		List<ConnectionView> page = (all.size() > most) ? all.subList(0, most) : all;
		boolean rest = more || all.size() > most || others.stream().anyMatch(OtherReplicas.Part::more);
		return new PageView<>(page, (rest && !page.isEmpty()) ? page.get(page.size() - 1).id().toString() : null);
	}

	private ConnectionView view(Connection connection) {
		return ConnectionView.of(connection, this.others.self());
	}

	@GetMapping("/api/connections/{id}")
	ConnectionView one(@PathVariable String id) {
		return view(find(id));
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
