package io.wirepost;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.modulith.Modulithic;

/** Puts HTTP in front of devices that speak raw TCP. */
@Modulithic(systemName = "Wirepost")
@SpringBootApplication
public class WirepostApplication {

	public static void main(String[] args) {
		SpringApplication.run(WirepostApplication.class, args);
	}

}
