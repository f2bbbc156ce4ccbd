package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.cluster.Cluster;
import io.wirepost.device.DeviceStore;
import io.wirepost.journal.GroupCommit;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.MessageReader;
import io.wirepost.journal.TestMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class RocksDbEngineTests {

	@TempDir
	private Path directory;

	@Test
	void keepsMessagesAndDevicesInTheConfiguredDirectory() {
		try (AnnotationConfigApplicationContext context = start()) {
			MessageJournal journal = context.getBean(MessageJournal.class);
			journal.append(TestMessages.message("a", "hello")).join();
			assertThat(context.getBean(DeviceStore.class).count()).isZero();
			assertThat(this.directory.resolve("data/CURRENT")).exists();
		}
		try (AnnotationConfigApplicationContext context = start()) {
			MessageReader messages = context.getBean(MessageReader.class);
			assertThat(TestMessages.texts(messages.read(MessageQuery.behind(null, 10)).items()))
				.containsExactly("hello");
		}
	}

	@Test
	void measuresAppends() {
		try (AnnotationConfigApplicationContext context = start()) {
			context.getBean(MessageJournal.class).append(TestMessages.message("a", "hello")).join();
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("wirepost.journal.messages").counter().count()).isEqualTo(1);
			assertThat(registry.get("wirepost.journal.append").timer().count()).isEqualTo(1);
			assertThat(registry.get("wirepost.journal.inbox").gauge().value()).isLessThanOrEqualTo(1);
			assertThat(registry.get("wirepost.journal.dropped").counter().count()).isZero();
		}
	}

	@Test
	void isHealthyWhileMessagesBecomeDurable() {
		try (AnnotationConfigApplicationContext context = start()) {
			HealthIndicator health = context.getBean("journalHealthIndicator", HealthIndicator.class);
			assertThat(health.health().getStatus()).isEqualTo(Status.UP);
			context.getBean(GroupCommit.class).close();
			assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.health().getDetails()).containsEntry("reason", "The journal is closed");
		}
	}

	private AnnotationConfigApplicationContext start() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(
					new MapPropertySource("test", Map.of("wirepost.data", this.directory.resolve("data").toString())));
		context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
		context.registerBean(Cluster.class, () -> Cluster.NONE);
		context.scan("io.wirepost.journal", "io.wirepost.engine", "io.wirepost.settings", "io.wirepost.cluster.lease");
		context.refresh();
		return context;
	}

}
