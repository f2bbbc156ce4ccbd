package io.wirepost.journal;

/** The journal cannot take messages now. */
public class JournalUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public JournalUnavailableException(String detail) {
		super(detail);
	}

}
