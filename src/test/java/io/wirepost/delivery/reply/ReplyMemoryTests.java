package io.wirepost.delivery.reply;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What frames of replies may take together, until they are answered. */
class ReplyMemoryTests {

	@Test
	void holdsSoMuchAndNoMoreUntilSomeIsAnswered() {
		ReplyMemory memory = new ReplyMemory(100);
		CompletableFuture<String> first = new CompletableFuture<>();
		CompletableFuture<String> second = new CompletableFuture<>();
		assertThat(memory.hold(60, first)).isTrue();
		assertThat(memory.hold(40, second)).isTrue();
		assertThat(memory.hold(1, second)).isFalse();
		assertThat(memory.held()).isEqualTo(100);
		first.complete("answered");
		assertThat(memory.held()).isEqualTo(40);
		assertThat(memory.hold(60, second)).isTrue();
		second.completeExceptionally(new IllegalStateException("The device is away"));
		assertThat(memory.held()).isZero();
		assertThat(memory.hold(100, CompletableFuture.completedFuture("over"))).isTrue();
		assertThat(memory.held()).isZero();
	}

}
