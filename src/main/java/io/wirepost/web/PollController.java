package io.wirepost.web;

import java.util.List;

import io.wirepost.delivery.poll.Polls;
import io.wirepost.web.replica.OtherReplicas;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.response.PageView;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists, shows and changes polls. */
@RestController
class PollController {

	private final Polls polls;

	private final OtherReplicas others;

	PollController(Polls polls, OtherReplicas others) {
		this.others = others;
		this.polls = polls;
	}

	@GetMapping("/api/polls")
	PageView<PollView> list(HttpServletRequest http) {
		List<PollView> elsewhere = elsewhere(http);
		return new PageView<>(this.polls.list().stream().map((one) -> PollView.of(one).with(elsewhere)).toList(), null);
	}

	@GetMapping("/api/polls/{name}")
	PollView one(@PathVariable String name, HttpServletRequest http) {
		return this.polls.find(name)
			.map((one) -> PollView.of(one).with(elsewhere(http)))
			.orElseThrow(() -> new NotFoundException("poll", name));
	}

	private List<PollView> elsewhere(HttpServletRequest http) {
		return this.others.parts("/api/polls", http, PollView.class)
			.stream()
			.flatMap((part) -> part.items().stream())
			.toList();
	}

	@PutMapping(path = "/api/polls/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<PollView> put(@PathVariable String name, @RequestBody JsonSettings body) {
		Polls.Put put = this.polls.put(name, body.settings());
		return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK).body(PollView.of(put.poll()));
	}

	@DeleteMapping("/api/polls/{name}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void remove(@PathVariable String name) {
		if (!this.polls.remove(name)) {
			throw new NotFoundException("poll", name);
		}
	}

}
