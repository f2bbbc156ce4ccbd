package io.wirepost.simulator;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Text in a charset that the listener does not expect. */
final class Foreign {

	/** "Temperature 21" in Korean. */
	static final String TEXT = "\uc628\ub3c4 21";

	private Foreign() {
	}

	/** Another charset than a protocol's, in which the text is other bytes. */
	static Charset charset(Charset expected) {
		return expected.equals(StandardCharsets.UTF_8) ? Charset.forName("EUC-KR") : StandardCharsets.UTF_8;
	}

}
