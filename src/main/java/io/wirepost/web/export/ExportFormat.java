package io.wirepost.web.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;

/** What a file of messages can be. */
enum ExportFormat {

	/** A message in JSON on each line, as in lists. */
	NDJSON("application/x-ndjson", NdjsonExport::new),

	/** A line for each message behind a line of names (RFC 4180). */
	CSV("text/csv;charset=UTF-8", CsvExport::new),

	/** TCP segments, for Wireshark. */
	PCAPNG("application/x-pcapng", PcapngExport::new);

	private final String mediaType;

	private final Opening opening;

	ExportFormat(String mediaType, Opening opening) {
		this.mediaType = mediaType;
		this.opening = opening;
	}

	String mediaType() {
		return this.mediaType;
	}

	/** The format of a word in lower case. */
	static ExportFormat of(String word) {
		for (ExportFormat format : values()) {
			if (format.extension().equals(word)) {
				return format;
			}
		}
		throw new IllegalArgumentException("'%s' is not ndjson, csv or pcapng".formatted(word));
	}

	/** The format's word, and the end of a file's name. */
	String extension() {
		return name().toLowerCase(java.util.Locale.ROOT);
	}

	/**
	 * Begins a file.
	 * @param portOf the port of a listener's name; null for one that is not there now
	 */
	Export open(OutputStream out, Function<String, Integer> portOf) throws IOException {
		return this.opening.open(out, portOf);
	}

	private interface Opening {

		Export open(OutputStream out, Function<String, Integer> portOf) throws IOException;

	}

}
