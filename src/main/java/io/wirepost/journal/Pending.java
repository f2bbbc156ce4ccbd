package io.wirepost.journal;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Something on its way to durability, which is its own future and its own link in the
 * inbox: one object where three would do the same.
 *
 * @param <T> what it completes with
 */
abstract sealed class Pending<T> extends CompletableFuture<T> permits PendingMessage, Submission {

	/** The one behind it in the inbox; set by the thread that puts that one there. */
	private volatile @Nullable Pending<?> next;

	@Nullable Pending<?> next() {
		return this.next;
	}

	void next(@Nullable Pending<?> next) {
		this.next = next;
	}

}
