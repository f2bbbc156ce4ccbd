package io.wirepost;

import java.util.List;

import io.wirepost.delivery.Deliveries;
import io.wirepost.protocol.ProtocolCheck;
import io.wirepost.security.TokenCommand;
import io.wirepost.settings.Settings;

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

	/**
	 * Starts the service; with {@code check FILE…} checks protocol files, and with
	 * {@code token} makes a token instead, and ends.
	 */
	public static void main(String[] args) {
		if (args.length > 0 && args[0].equals("check")) {
			System.exit(ProtocolCheck.run(List.of(args).subList(1, args.length), System.out,
					(protocol) -> Deliveries.checkReply(new Settings(protocol.reply()))));
		}
		if (args.length > 0 && args[0].equals("token")) {
			System.exit(TokenCommand.run(List.of(args).subList(1, args.length), System.out, System.err));
		}
		SpringApplication.run(WirepostApplication.class, args);
	}

}
