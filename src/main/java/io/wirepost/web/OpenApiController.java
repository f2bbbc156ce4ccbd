package io.wirepost.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the contract, {@code openapi.yaml}: as it is, as JSON, and to Swagger UI. The
 * file is written by hand; a test compares it with the application.
 */
@RestController
class OpenApiController {

	/** RFC 9512. */
	private static final MediaType YAML = MediaType.valueOf("application/yaml");

	private final Resource file = new ClassPathResource("openapi.yaml");

	/** Converted at the first request, to keep the start fast. */
	private final Supplier<byte[]> json;

	OpenApiController(JsonMapper mapper) {
		this.json = SingletonSupplier.of(() -> mapper.writeValueAsBytes(read(this.file)));
	}

	private static Map<String, Object> read(Resource file) {
		try (InputStream yaml = file.getInputStream()) {
			return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The class path has no readable openapi.yaml", ex);
		}
	}

	@GetMapping("/openapi.yaml")
	ResponseEntity<Resource> yaml() {
		return ResponseEntity.ok().contentType(YAML).body(this.file);
	}

	@GetMapping("/v3/api-docs")
	ResponseEntity<byte[]> json() {
		return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(this.json.get());
	}

	@GetMapping("/swagger-ui.html")
	ResponseEntity<Void> swaggerUi() {
		// Relative, so that it holds behind a proxy's path.
		return ResponseEntity.status(HttpStatus.FOUND).location(URI.create("swagger-ui/index.html")).build();
	}

}
