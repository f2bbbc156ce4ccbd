package io.wirepost.web.export;

/** As many exports as there may be are being written. */
public class TooManyExportsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TooManyExportsException(int atOnce) {
		super("%d exports are being read already; wait for one to end, then try again".formatted(atOnce));
	}

}
