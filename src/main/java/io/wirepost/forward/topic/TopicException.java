package io.wirepost.forward.topic;

/** Records were not appended, or not all of them. */
public class TopicException extends Exception {

	private static final long serialVersionUID = 1L;

	private final int appended;

	/**
	 * @param why a sentence for operators
	 * @param appended how many of the first records are durable
	 */
	public TopicException(String why, int appended, Throwable cause) {
		super(why, cause);
		this.appended = appended;
	}

	int appended() {
		return this.appended;
	}

}
