package io.wirepost.cluster;

import io.wirepost.journal.JournalUnavailableException;

/** Another replica has declared this one dead: it may write nothing any more. */
public class DeclaredDeadException extends JournalUnavailableException {

	private static final long serialVersionUID = 1L;

	public DeclaredDeadException() {
		super("Another replica has declared this one dead, so nothing is written; this one ends");
	}

}
