package io.wirepost;

import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.modulith.Modulithic;

/**
 * Puts HTTP in front of devices that speak raw TCP. Kafka is excluded here, by name so
 * that none of its classes is loaded: its engine brings it in where a topic is
 * configured.
 */
@Modulithic(systemName = "Wirepost")
@SpringBootApplication(excludeName = { "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
		"org.springframework.boot.kafka.autoconfigure.metrics.KafkaMetricsAutoConfiguration",
		// On the class path because of other libraries; nothing here uses them.
		"org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration",
		"org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration",
		"org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration",
		"org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration" })
public class WirepostApplication {

	/** Starts the service, or runs the command that the first argument names and ends. */
	public static void main(String[] args) {
		if (Commands.isOne(args)) {
			System.exit(Commands.run(List.of(args), System.out));
		}
		SpringApplication.run(WirepostApplication.class, args);
	}

}
