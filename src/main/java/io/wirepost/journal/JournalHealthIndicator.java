package io.wirepost.journal;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up while messages become durable; the health's name is {@code journal}. */
@Component
class JournalHealthIndicator implements HealthIndicator {

	private final MessageJournal journal;

	JournalHealthIndicator(MessageJournal journal) {
		this.journal = journal;
	}

	@Override
	public Health health() {
		JournalState state = this.journal.state();
		return state.writable() ? Health.up().build() : Health.down().withDetail("reason", state.detail()).build();
	}

}
