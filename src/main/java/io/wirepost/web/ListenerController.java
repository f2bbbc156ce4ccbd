package io.wirepost.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.wirepost.connection.Listeners;
import io.wirepost.connection.RejectedBytes;
import io.wirepost.connection.Rejections;
import io.wirepost.web.replica.OtherReplicas;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.request.RequestFaults;
import io.wirepost.web.response.PageView;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists, shows and changes listeners; lists rejected bytes. */
@RestController
class ListenerController {

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_LIMIT = 500;

	private final Listeners listeners;

	private final Rejections rejections;

	private final OtherReplicas others;

	ListenerController(Listeners listeners, Rejections rejections, OtherReplicas others) {
		this.others = others;
		this.listeners = listeners;
		this.rejections = rejections;
	}

	@GetMapping("/api/listeners")
	PageView<ListenerJson> list(HttpServletRequest http) {
		List<ListenerJson> elsewhere = elsewhere(http);
		return new PageView<>(
				this.listeners.list().stream().map((one) -> ListenerJson.of(one).with(elsewhere)).toList(), null);
	}

	@GetMapping("/api/listeners/{name}")
	ListenerJson one(@PathVariable String name, HttpServletRequest http) {
		return this.listeners.find(name)
			.map((one) -> ListenerJson.of(one).with(elsewhere(http)))
			.orElseThrow(() -> new NotFoundException("listener", name));
	}

	private List<ListenerJson> elsewhere(HttpServletRequest http) {
		return this.others.parts("/api/listeners", http, ListenerJson.class)
			.stream()
			.flatMap((part) -> part.items().stream())
			.toList();
	}

	@PutMapping(path = "/api/listeners/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<ListenerJson> put(@PathVariable String name, @RequestBody JsonSettings body) {
		Listeners.Put put = this.listeners.put(name, ListenerJson.settings(body));
		return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK)
			.body(ListenerJson.of(put.listener()));
	}

	@DeleteMapping("/api/listeners/{name}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void remove(@PathVariable String name) {
		if (!this.listeners.remove(name)) {
			throw new NotFoundException("listener", name);
		}
	}

	@GetMapping("/api/rejections")
	PageView<RejectionView> rejections(@RequestParam(required = false) @Nullable String listener,
			@RequestParam(required = false) @Nullable String limit,
			@RequestParam(required = false) @Nullable String cursor, HttpServletRequest http) {
		RequestFaults faults = new RequestFaults();
		int most = faults.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
		Long before = faults.read("cursor", cursor, ListenerController::cursor);
		faults.check();
		List<RejectedBytes> mine = this.rejections.newest(listener, before, most + 1);
		List<RejectionView> found = new ArrayList<>(mine.stream().limit(most).map(RejectionView::of).toList());
		boolean more = mine.size() > most;
		for (OtherReplicas.Part<RejectionView> part : this.others.parts(http, RejectionView.class)) {
			found.addAll(part.items());
			more |= part.more();
		}
		found.sort(Comparator.comparingLong(RejectionView::number).reversed());
		List<RejectionView> page = (found.size() > most) ? found.subList(0, most) : found;
		more |= found.size() > most;
		return new PageView<>(page,
				(more && !page.isEmpty()) ? Long.toString(page.get(page.size() - 1).number()) : null);
	}

	private static Long cursor(String cursor) {
		if (!cursor.matches("\\d{1,18}")) {
			throw new IllegalArgumentException("'%s' is not a cursor; use next of the previous page".formatted(cursor));
		}
		return Long.valueOf(cursor);
	}

}
