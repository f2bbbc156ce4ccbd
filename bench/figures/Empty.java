package empty;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** The yardstick of a start: the same libraries and what Boot makes of them, and nothing of Wirepost's. */
@SpringBootApplication
public class Empty {

	public static void main(String[] arguments) {
		SpringApplication.run(Empty.class, arguments);
	}

	@Bean
	SecurityFilterChain open(HttpSecurity http) {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
	}

}
