package io.wirepost.forward.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.wirepost.settings.Backoff;
import io.wirepost.settings.InvalidSettingsException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StandardSignatureTests {

	/** The example that the libraries of the specification test with. */
	@Test
	void signsTheExampleOfTheSpecification() {
		StandardSignature signature = new StandardSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
		assertThat(signature.of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
				"{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
			.isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	}

	@Test
	void aSecretThatSaysItIsBase64HasToBe() {
		assertThat(StandardSignature.isUsable("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).isTrue();
		assertThat(StandardSignature.isUsable("any text")).isTrue();
		assertThat(StandardSignature.isUsable("whsec_")).isFalse();
		assertThat(StandardSignature.isUsable("whsec_§")).isFalse();
		assertThatExceptionOfType(InvalidSettingsException.class)
			.isThrownBy(() -> new WebhookSettings("https://host/", "*", null, List.of(), false, 1, "whsec_s3cret=",
					Duration.ofSeconds(1), new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)), OnRefused.BLOCK,
					false, List.of()))
			.withMessageContaining("secret: what follows whsec_ is not Base64")
			.withMessageNotContaining("s3cret");
	}

}
