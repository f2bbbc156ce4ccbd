package io.wirepost.connection;

import java.util.LinkedHashMap;
import java.util.Map;

import io.wirepost.transport.ConnectionMetrics;
import io.wirepost.transport.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts dials that were refused. Logs the first of a target, and again when the reason
 * changes; remembers {@value #MOST} targets. Safe for all threads.
 */
final class RefusedDials {

	private static final Logger LOG = LoggerFactory.getLogger(RefusedDials.class);

	private static final int MOST = 1_000;

	private final ConnectionMetrics metrics;

	private final Map<String, String> reasons = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
			return size() > MOST;
		}

	};

	RefusedDials(ConnectionMetrics metrics) {
		this.metrics = metrics;
	}

	synchronized void refused(String target, String why) {
		this.metrics.refused(Refusal.ENDPOINT_NOT_ALLOWED);
		if (!why.equals(this.reasons.put(target, why))) {
			LOG.warn("{}", why);
		}
	}

	synchronized void permitted(String target) {
		this.reasons.remove(target);
	}

}
