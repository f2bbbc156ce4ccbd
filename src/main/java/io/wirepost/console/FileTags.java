package io.wirepost.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

import org.springframework.core.io.Resource;

/**
 * The entity tags of files that never change while the process runs (RFC 9110, section
 * 8.8.3). Weak ones: Tomcat compresses nothing that has a strong one. Safe for all
 * threads.
 */
class FileTags {

	private final Map<Resource, String> tags = new ConcurrentHashMap<>();

	/** The tag of a file, read when first asked for. */
	String of(Resource file) {
		return this.tags.computeIfAbsent(file, FileTags::read);
	}

	private static String read(Resource file) {
		CRC32 sum = new CRC32();
		try (InputStream in = new CheckedInputStream(file.getInputStream(), sum)) {
			long size = in.transferTo(OutputStream.nullOutputStream());
			return "W/\"%x-%08x\"".formatted(size, sum.getValue());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
