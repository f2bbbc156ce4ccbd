package io.wirepost.delivery;

/** A broadcast to more devices than one may have. Nothing was sent. */
public class TooManyDevicesException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TooManyDevicesException(int most) {
		super("These are more than %d devices; send to fewer at a time, by tags or by their ids".formatted(most));
	}

}
