package bare;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A web and actuator application with nothing in it. */
@SpringBootApplication
public class Bare {

	public static void main(String[] arguments) {
		SpringApplication.run(Bare.class, arguments);
	}

}
