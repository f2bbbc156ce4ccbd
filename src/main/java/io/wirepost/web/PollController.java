package io.wirepost.web;

import io.wirepost.delivery.poll.Polls;
import io.wirepost.web.request.NotFoundException;
import io.wirepost.web.response.PageView;

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

	PollController(Polls polls) {
		this.polls = polls;
	}

	@GetMapping("/api/polls")
	PageView<PollView> list() {
		return new PageView<>(this.polls.list().stream().map(PollView::of).toList(), null);
	}

	@GetMapping("/api/polls/{name}")
	PollView one(@PathVariable String name) {
		return this.polls.find(name).map(PollView::of).orElseThrow(() -> new NotFoundException("poll", name));
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
