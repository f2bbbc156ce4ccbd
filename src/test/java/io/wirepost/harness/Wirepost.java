package io.wirepost.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.wirepost.WirepostApplication;
import io.wirepost.connection.ListenerView;
import io.wirepost.connection.Listeners;
import io.wirepost.network.NameResolver;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Wirepost, started in this process on free ports and a directory of its own. With
 * {@code -Dtest.postgres=true} it has a database in place of the directory, so that all
 * tests can be run with that engine.
 */
public final class Wirepost implements AutoCloseable {

	private final Path data;

	private final boolean ownData;

	private final ConfigurableApplicationContext context;

	private Wirepost(Path data, boolean ownData, NameResolver names, String[] settings) {
		this.data = data;
		this.ownData = ownData;
		List<String> arguments = new ArrayList<>();
		if (Arrays.stream(settings).noneMatch((setting) -> setting.startsWith("server.port="))) {
			arguments.add("--server.port=0");
		}
		arguments.add("--wirepost.data=" + data);
		arguments.add("--wirepost.drain=10ms");
		arguments.add("--logging.level.root=warn");
		if (Boolean.getBoolean("test.postgres")) {
			arguments.add("--wirepost.journal.engine=postgres");
			arguments.add("--spring.datasource.url=" + Postgres.urlOf(data));
		}
		for (String setting : settings) {
			arguments.add("--" + setting);
		}
		if (arguments.stream().noneMatch((argument) -> argument.startsWith("--wirepost.listeners."))
				&& arguments.stream().noneMatch((argument) -> argument.contains("additional-location"))) {
			arguments.add("--wirepost.listeners.default.port=0");
		}
		this.context = new SpringApplicationBuilder(WirepostApplication.class).initializers((context) -> {
			GenericApplicationContext beans = (GenericApplicationContext) context;
			beans.registerBean(NameResolver.class, () -> names);
			beans.registerBean(ClassMetadata.BEAN_NAME, MetadataReaderFactory.class, () -> ClassMetadata.SHARED);
		}).run(arguments.toArray(String[]::new));
	}

	/** Starts with settings such as {@code wirepost.listeners.a.port=0}. */
	public static Wirepost start(String... settings) {
		return startWith(NameResolver.SYSTEM, settings);
	}

	/** Starts where names have other addresses. */
	public static Wirepost startWith(NameResolver names, String... settings) {
		try {
			return new Wirepost(Files.createTempDirectory("wirepost"), true, names, settings);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Starts on a directory that outlives it. */
	public static Wirepost startOn(Path data, String... settings) {
		return new Wirepost(data, false, NameResolver.SYSTEM, settings);
	}

	public Api api() {
		return new Api(((WebServerApplicationContext) this.context).getWebServer().getPort());
	}

	/** The port of a listener. */
	public int port(String listener) {
		return this.context.getBean(Listeners.class).find(listener).map(ListenerView::port).orElseThrow();
	}

	/** A device that dials a listener. */
	public Device dial(String listener) {
		return Device.dial(port(listener));
	}

	/** What it runs in, for tests of what comes and goes there. */
	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public <T> T bean(String name, Class<T> type) {
		return this.context.getBean(name, type);
	}

	@Override
	public void close() {
		this.context.close();
		if (this.ownData) {
			try {
				FileSystemUtils.deleteRecursively(this.data);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
