package io.wirepost.forward.webhook;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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
	}

}
