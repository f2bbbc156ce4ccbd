package io.wirepost.journal;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * An entry that is to become durable. It is its own future and its own link in the inbox:
 * one object instead of three.
 *
 * @param <T> what it completes with
 */
abstract sealed class Pending<T> extends CompletableFuture<T> permits PendingMessage, Submission {

	/** The next entry of the inbox; set by the thread that puts it. */
	private volatile @Nullable Pending<?> next;

	@Nullable Pending<?> next() {
		return this.next;
	}

	void next(@Nullable Pending<?> next) {
		this.next = next;
	}

}
