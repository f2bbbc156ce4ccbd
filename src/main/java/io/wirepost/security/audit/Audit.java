package io.wirepost.security.audit;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Writes the lines of the audit, to a file of its own or to the logger
 * {@code wirepost.audit}. A line that cannot be written is counted, and the request goes
 * on. Safe for all threads.
 */
@Component
class Audit implements DisposableBean {

	static final String NAME = "wirepost.audit";

	private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

	private static final Logger LINES = LoggerFactory.getLogger(NAME);

	/** What is no visible ASCII is escaped: no line ends or commands to a terminal. */
	private static final JsonMapper JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

	private final @Nullable AuditFile file;

	private final Counter failures;

	private final AtomicBoolean failing = new AtomicBoolean();

	Audit(SettingsReader reader, MeterRegistry registry) {
		AuditSettings settings = reader.read(NAME, AuditSettings.class);
		this.file = (settings.file() != null) ? opened(settings.file(), settings, reader) : null;
		this.failures = Counter.builder("wirepost.audit.failures").register(registry);
	}

	private static @Nullable AuditFile opened(String path, AuditSettings settings, SettingsReader reader) {
		try {
			AuditFile file = new AuditFile(Path.of(path), settings.maxSize().toBytes(), settings.files());
			file.open();
			return file;
		}
		catch (IOException | InvalidPathException ex) {
			reader.fault(NAME + ".file",
					"'%s' cannot be written; name a file in a folder that Wirepost may write to".formatted(path));
			return null;
		}
	}

	/** Whether lines are written at all. */
	boolean isOn() {
		return this.file != null || LINES.isInfoEnabled();
	}

	/** Writes a line. */
	void write(Map<String, ?> event) {
		String line = JSON.writeValueAsString(event);
		if (this.file == null) {
			LINES.info(line);
			return;
		}
		try {
			this.file.write(line);
			if (this.failing.getAndSet(false)) {
				LOG.info("The audit can be written again");
			}
		}
		catch (IOException ex) {
			this.failures.increment();
			if (!this.failing.getAndSet(true)) {
				LOG.error("The audit cannot be written; its lines are lost until it can: {}", ex.toString());
			}
		}
	}

	@Override
	public void destroy() throws IOException {
		if (this.file != null) {
			this.file.close();
		}
	}

}
