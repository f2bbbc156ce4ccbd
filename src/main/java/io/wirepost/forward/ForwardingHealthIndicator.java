package io.wirepost.forward;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Shows how far forwarders are behind. Always up: a receiver that is down does not
 * prevent this process from accepting messages.
 */
@Component
class ForwardingHealthIndicator implements HealthIndicator {

	private final List<Forwarders> all;

	ForwardingHealthIndicator(List<Forwarders> all) {
		this.all = all;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up();
		this.all.stream()
			.flatMap((some) -> some.forwarders().stream())
			.sorted(Comparator.comparing(Forwarder::name))
			.forEach((forwarder) -> health.withDetail(forwarder.name(), detail(forwarder)));
		return health.build();
	}

	private static Map<String, Object> detail(Forwarder forwarder) {
		Map<String, Object> detail = new LinkedHashMap<>();
		detail.put("lag", forwarder.lag());
		String error = forwarder.progress().lastError();
		if (error != null && forwarder.progress().failures() > 0) {
			detail.put("lastError", error);
		}
		return detail;
	}

}
