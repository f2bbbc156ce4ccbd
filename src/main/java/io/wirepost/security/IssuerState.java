package io.wirepost.security;

import org.jspecify.annotations.Nullable;

/** Whether the keys of the issuer could be read when it was last tried. Thread-safe. */
final class IssuerState {

	private volatile @Nullable String problem;

	/** Why they could not be read; null if they could, or nobody has tried. */
	@Nullable String problem() {
		return this.problem;
	}

	/**
	 * They were read.
	 * @return whether that is news
	 */
	boolean works() {
		boolean isNews = this.problem != null;
		this.problem = null;
		return isNews;
	}

	/**
	 * They were not.
	 * @return whether that is news
	 */
	boolean fails(String why) {
		boolean isNews = !why.equals(this.problem);
		this.problem = why;
		return isNews;
	}

}
