package io.wirepost.harness;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/**
 * The annotations of classes, as Spring reads them at each start to find beans. Class
 * files do not change while the tests run, so each is read once in this process and not
 * once for each application. Safe for all threads.
 */
final class ClassMetadata implements MetadataReaderFactory {

	/** Where Spring Boot looks for the one to use before it makes its own. */
	static final String BEAN_NAME = "org.springframework.boot.autoconfigure.internalCachingMetadataReaderFactory";

	static final ClassMetadata SHARED = new ClassMetadata();

	private final MetadataReaderFactory files = MetadataReaderFactory.create(getClass().getClassLoader());

	private final Map<String, MetadataReader> byName = new ConcurrentHashMap<>();

	private final Map<Resource, MetadataReader> byResource = new ConcurrentHashMap<>();

	private ClassMetadata() {
	}

	@Override
	public MetadataReader getMetadataReader(String className) throws IOException {
		MetadataReader known = this.byName.get(className);
		if (known == null) {
			known = this.files.getMetadataReader(className);
			this.byName.put(className, known);
		}
		return known;
	}

	@Override
	public MetadataReader getMetadataReader(Resource resource) throws IOException {
		MetadataReader known = this.byResource.get(resource);
		if (known == null) {
			known = this.files.getMetadataReader(resource);
			this.byResource.put(resource, known);
		}
		return known;
	}

	@Override
	public ResourceLoader getResourceLoader() {
		return this.files.getResourceLoader();
	}

}
