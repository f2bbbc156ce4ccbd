package io.wirepost.delivery.failure;

/** A broadcast to more devices than one may have. Nothing was sent. */
public class TooManyDevicesException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public TooManyDevicesException(int most) {
		super("These are more than %d devices; send to fewer at a time, by tags or by their ids".formatted(most));
	}

}
