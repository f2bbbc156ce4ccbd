package io.wirepost;

import java.util.Map;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What HTTP costs in the same process by itself: bench/run adds it to the class path. */
@RestController
class Constant {

	@GetMapping("/bench/constant")
	Map<String, String> constant() {
		return Map.of("status", "constant");
	}

}
