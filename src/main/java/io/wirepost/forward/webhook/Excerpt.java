package io.wirepost.forward.webhook;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/**
 * Reads a response's body to its end, and keeps the first of it: a receiver must not fill
 * the heap. Written by the client's threads, read by any.
 */
final class Excerpt implements HttpResponse.BodySubscriber<@Nullable Void> {

	/** The most characters of the text. */
	static final int LONGEST = 256;

	/** A character takes four bytes of UTF-8 at most. */
	private static final int MAX_BYTES = 4 * LONGEST;

	private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

	private final ByteArrayOutputStream first = new ByteArrayOutputStream();

	/**
	 * What was read so far, on one line and without control characters; empty for
	 * nothing.
	 */
	synchronized String text() {
		String text = this.first.toString(StandardCharsets.UTF_8).replaceAll("[\\p{C}\\s]+", " ").strip();
		return (text.length() > LONGEST) ? text.substring(0, LONGEST) : text;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public synchronized void onNext(List<ByteBuffer> buffers) {
		for (ByteBuffer buffer : buffers) {
			byte[] some = new byte[Math.min(buffer.remaining(), MAX_BYTES - this.first.size())];
			buffer.get(some);
			this.first.writeBytes(some);
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.end.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.end.complete(null);
	}

	@Override
	public CompletionStage<@Nullable Void> getBody() {
		return this.end;
	}

}
