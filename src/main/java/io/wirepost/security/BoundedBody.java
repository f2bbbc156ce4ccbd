package io.wirepost.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/** The body of a response, which fails as soon as it is too large. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {

	private final CompletableFuture<byte[]> body = new CompletableFuture<>();

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final int largest;

	private Flow.@Nullable Subscription subscription;

	/**
	 * @param largest how many bytes there may be
	 */
	BoundedBody(int largest) {
		this.largest = largest;
	}

	@Override
	public CompletionStage<byte[]> getBody() {
		return this.body;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.subscription = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> parts) {
		for (ByteBuffer part : parts) {
			if (this.body.isDone() || this.bytes.size() + part.remaining() > this.largest) {
				this.body.completeExceptionally(new IOException("it has more than %d bytes".formatted(this.largest)));
				if (this.subscription != null) {
					this.subscription.cancel();
				}
				return;
			}
			byte[] some = new byte[part.remaining()];
			part.get(some);
			this.bytes.writeBytes(some);
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.body.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.body.complete(this.bytes.toByteArray());
	}

}
