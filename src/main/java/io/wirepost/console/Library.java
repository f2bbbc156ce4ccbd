package io.wirepost.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

import org.springframework.core.io.support.PropertiesLoaderUtils;

/** A file of a webjar that the page loads, under a name without its version. */
enum Library {

	/** Components. */
	PREACT("preact.js", "preact", "dist/preact.min.umd.js"),

	/** State of components. */
	HOOKS("hooks.js", "preact", "hooks/dist/hooks.umd.js"),

	/** Charts. */
	UPLOT("uplot.js", "uplot", "dist/uPlot.iife.min.js"),

	/** The style of charts. */
	UPLOT_STYLE("uplot.css", "uplot", "dist/uPlot.min.css"),

	/** The base style. */
	PICO("pico.css", "picocss__pico", "css/pico.min.css");

	/** Where webjars are, with a slash at its end. */
	static final String WEBJARS = "/META-INF/resources/webjars/";

	private final String file;

	private final String webjar;

	private final String path;

	Library(String file, String webjar, String path) {
		this.file = file;
		this.webjar = webjar;
		this.path = path;
	}

	/** The library of a file's name; empty for none. */
	static Optional<Library> of(String file) {
		return Arrays.stream(values()).filter((library) -> library.file.equals(file)).findFirst();
	}

	/** Its path below {@link #WEBJARS}. Reads a file: the version is only in the pom. */
	String path() {
		try {
			String version = PropertiesLoaderUtils
				.loadAllProperties("META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(this.webjar))
				.getProperty("version");
			return "%s/%s/%s".formatted(this.webjar, version, this.path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
