package io.wirepost.console;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * Finds the files of webjars that the page loads, and no others. Looked for when first
 * asked for. Safe for all threads.
 */
class LibraryResolver extends PathResourceResolver {

	private final Map<Library, Resource> found = new ConcurrentHashMap<>();

	@Override
	protected @Nullable Resource getResource(String path, Resource location) throws IOException {
		Optional<Library> library = Library.of(path);
		if (library.isEmpty()) {
			return null;
		}
		Resource known = this.found.get(library.get());
		if (known != null) {
			return known;
		}
		Resource resource = super.getResource(library.get().path(), location);
		if (resource != null) {
			this.found.put(library.get(), resource);
		}
		return resource;
	}

}
