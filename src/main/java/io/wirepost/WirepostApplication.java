package io.wirepost;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.modulith.Modulithic;

/**
 * Puts HTTP in front of devices that speak raw TCP. Kafka is left out here: its engine
 * brings it in where a topic is configured.
 */
@Modulithic(systemName = "Wirepost")
@SpringBootApplication(exclude = KafkaAutoConfiguration.class)
public class WirepostApplication {

	public static void main(String[] args) {
		SpringApplication.run(WirepostApplication.class, args);
	}

}
