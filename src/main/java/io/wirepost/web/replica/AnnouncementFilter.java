package io.wirepost.web.replica;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.Hops;
import io.wirepost.settings.SharedSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells the other replicas what was put or removed at run time, before the caller has its
 * response, so that it finds the same whichever replica it asks next. A replica that
 * cannot be reached reads the store later.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE - 3)
class AnnouncementFilter extends OncePerRequestFilter {

	private static final Logger log = LoggerFactory.getLogger(AnnouncementFilter.class);

	private static final Pattern CHANGED = Pattern.compile("/api/([a-z]+)/([^/]+)");

	private static final int OK = 300;

	private static final long SECONDS = 3;

	private final Cluster cluster;

	private final Hops hops;

	private final List<SharedSettings> settings;

	AnnouncementFilter(Cluster cluster, Hops hops, List<SharedSettings> settings) {
		this.cluster = cluster;
		this.hops = hops;
		this.settings = settings;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !this.cluster.isEnabled()
				|| !(request.getMethod().equals("PUT") || request.getMethod().equals("DELETE"));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		chain.doFilter(request, response);
		Matcher path = CHANGED.matcher(request.getServletPath());
		if (path.matches() && response.getStatus() < OK
				&& this.settings.stream().anyMatch((one) -> one.kind().equals(path.group(1)))) {
			announce(path.group(1), path.group(2));
		}
	}

	private void announce(String kind, String name) {
		try {
			this.hops.changed(kind, name).get(SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			log.warn("Not all replicas know of a change of {} {} yet; they will within a minute", kind, name);
		}
	}

}
