package io.wirepost.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.wirepost.message.DeviceMessage;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class InboxTests {

	private final Inbox inbox = new Inbox(new JournalSettings.Inbox(10, DataSize.ofBytes(100)));

	private void put(DeviceMessage message) {
		this.inbox.put(new PendingMessage(message, null));
	}

	@Test
	void isFullOfMessagesOrOfBytes() {
		IntStream.range(0, 9).forEach((index) -> put(TestMessages.message("a", "")));
		assertThat(this.inbox.hasRoom()).isTrue();
		put(TestMessages.message("a", ""));
		assertThat(this.inbox.hasRoom()).isFalse();
		this.inbox.left(10, 0);
		put(TestMessages.message("a", "x".repeat(100)));
		assertThat(this.inbox.hasRoom()).isFalse();
	}

	@Test
	void holdsNoMoreThanAnEighthOfTheHeap() {
		Inbox small = new Inbox(new JournalSettings.Inbox(10, DataSize.ofBytes(100)), 160);
		small.put(new PendingMessage(TestMessages.message("a", "x".repeat(19)), null));
		assertThat(small.hasRoom()).isTrue();
		small.put(new PendingMessage(TestMessages.message("a", "x"), null));
		assertThat(small.hasRoom()).isFalse();
	}

	@Test
	void callsBackOnceAtTheHalfAndOnlyThoseWhoFoundItFull() {
		AtomicInteger called = new AtomicInteger();
		this.inbox.onRoom(called::incrementAndGet);
		IntStream.range(0, 20).forEach((index) -> put(TestMessages.message("a", "")));
		this.inbox.left(20, 0);
		assertThat(called).hasValue(0);
		IntStream.range(0, 20).forEach((index) -> put(TestMessages.message("a", "")));
		assertThat(this.inbox.hasRoom()).isFalse();
		this.inbox.left(14, 0);
		assertThat(called).hasValue(0);
		this.inbox.left(1, 0);
		this.inbox.left(5, 0);
		assertThat(called).hasValue(1);
	}

	@Test
	void keepsTheOrderOfEachThread() {
		ExecutorService threads = Executors.newFixedThreadPool(3);
		List<List<Integer>> taken = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
		try {
			List<CompletableFuture<Void>> all = IntStream.range(0, 3)
				.mapToObj(
						(thread) -> CompletableFuture
							.runAsync(
									() -> IntStream.range(0, 20_000)
										.forEach((index) -> put(TestMessages.message("" + thread, "" + index))),
									threads))
				.toList();
			for (int count = 0; count < 60_000;) {
				Pending<?> pending = this.inbox.poll();
				if (pending == null) {
					this.inbox.await(1_000_000);
				}
				else {
					DeviceMessage message = ((PendingMessage) pending).message();
					taken.get(Integer.parseInt(message.device().value()))
						.add(Integer.parseInt(TestMessages.text(message)));
					count++;
				}
			}
			all.forEach(CompletableFuture::join);
		}
		finally {
			threads.shutdown();
		}
		assertThat(this.inbox.poll()).isNull();
		assertThat(taken).allSatisfy((one) -> assertThat(one).isEqualTo(IntStream.range(0, 20_000).boxed().toList()));
	}

}
