package io.wirepost;

import java.util.List;
import java.util.stream.Collectors;

import io.wirepost.connection.ListenerView;
import io.wirepost.connection.Listeners;
import io.wirepost.security.Callers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says in one line where HTTP and the listeners are, once all of them are up. */
@Component
class ReadyLine implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger LOG = LoggerFactory.getLogger(ReadyLine.class);

	/** More listeners are counted, not named. */
	private static final int MOST = 10;

	private final Listeners listeners;

	private final Callers callers;

	ReadyLine(Listeners listeners, Callers callers) {
		this.listeners = listeners;
		this.callers = callers;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() instanceof WebServerApplicationContext context
				&& context.getWebServer() != null) {
			LOG.info("Wirepost is ready: {} ({}), {}",
					address(event.getApplicationContext().getEnvironment(), context.getWebServer().getPort()),
					this.callers.isConfigured() ? "console and API, for callers with tokens"
							: "console and API, open to this machine only",
					listeners(this.listeners.list()));
		}
	}

	private static String address(Environment environment, int port) {
		boolean secure = environment.getProperty("server.ssl.enabled", Boolean.class, true)
				&& (environment.getProperty("server.ssl.bundle") != null
						|| environment.getProperty("server.ssl.certificate") != null
						|| environment.getProperty("server.ssl.key-store") != null);
		String host = environment.getProperty("server.address", "0.0.0.0");
		return "%s://%s:%d/".formatted(secure ? "https" : "http", bracketed(host), port);
	}

	private static String bracketed(String host) {
		return (host.contains(":") && !host.startsWith("[")) ? "[" + host + "]" : host;
	}

	/** Such as {@code listeners default 127.0.0.1:7070}; those that are closed say so. */
	static String listeners(List<ListenerView> all) {
		if (all.isEmpty()) {
			return "no listeners";
		}
		String named = all.stream()
			.limit(MOST)
			.map((one) -> (one.state() == ListenerView.State.STOPPED) ? one.name() + " closed"
					: "%s %s:%d".formatted(one.name(), bracketed(one.bind()), one.port()))
			.collect(Collectors.joining(", "));
		return "listeners " + named + ((all.size() > MOST) ? " and %d more".formatted(all.size() - MOST) : "");
	}

}
