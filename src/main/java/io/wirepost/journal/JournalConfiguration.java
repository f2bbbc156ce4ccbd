package io.wirepost.journal;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.settings.SettingsReader;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The journal, on the configured engine. */
@Configuration(proxyBeanMethods = false)
class JournalConfiguration {

	@Bean
	JournalMeters journalMeters(MeterRegistry registry) {
		return new JournalMeters(registry);
	}

	/** Read once, so that a fault in them is reported once. */
	@Bean
	Supplier<JournalSettings> journalSettings(SettingsReader reader) {
		JournalSettings settings = reader.read("wirepost.journal", JournalSettings.class);
		return () -> settings;
	}

	@Bean
	GroupCommit groupCommit(BatchStore store, Supplier<JournalSettings> settings, ObjectProvider<Clock> clock,
			JournalMeters meters) {
		// Ids may be guessable, but must be quick to make.
		SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
		return GroupCommit.start(store, settings.get().inbox(), clock.getIfAvailable(Clock::systemUTC), random, meters);
	}

	@Bean
	JournalFollower journalFollower(GroupCommit commit, MessageReader reader) {
		return new CommitFollower(commit, reader);
	}

}
