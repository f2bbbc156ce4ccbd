package io.wirepost.forward.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every engine's store of dead letters has to do. */
public abstract class DeadLetterStoreContract {

	private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123456Z");

	private DeadLetterStore store;

	/** Opens the store on what this test has kept so far: nothing at first. */
	protected abstract DeadLetterStore open() throws Exception;

	/** Ends the store that was opened last, if it has not been ended. */
	protected abstract void close() throws Exception;

	@BeforeEach
	void openTheStore() throws Exception {
		this.store = open();
	}

	private static DeadLetter letter(int number, String reason) {
		return new DeadLetter(MessageId.firstOf(1_000_000 + number), new DeviceId("boiler-" + number), NOW, 422,
				reason);
	}

	private static List<DeadLetter> letters(int from, int to) {
		return new ArrayList<>(IntStream.range(from, to).mapToObj((number) -> letter(number, "größe")).toList());
	}

	private static List<DeadLetter> reversed(int from, int to) {
		List<DeadLetter> letters = letters(from, to);
		Collections.reverse(letters);
		return letters;
	}

	@Test
	void listsTheNewestFirstInPages() {
		assertThat(this.store.add("a", letters(0, 5), 100)).isZero();
		assertThat(this.store.list("a", null, 100)).isEqualTo(reversed(0, 5));
		assertThat(this.store.list("a", null, 2)).isEqualTo(reversed(3, 5));
		assertThat(this.store.list("a", letter(3, "").message(), 2)).isEqualTo(reversed(1, 3));
		assertThat(this.store.list("a", letter(0, "").message(), 2)).isEmpty();
	}

	@Test
	void aWebhookHasItsOwn() {
		this.store.add("a", letters(0, 2), 100);
		this.store.add("a.b", letters(2, 4), 100);
		this.store.add("ab", letters(4, 6), 100);
		this.store.clear("a");
		assertThat(this.store.list("a", null, 100)).isEmpty();
		assertThat(this.store.list("a.b", null, 100)).isEqualTo(reversed(2, 4));
		assertThat(this.store.list("ab", null, 100)).isEqualTo(reversed(4, 6));
	}

	@Test
	void aMessageIsThereOnceAsItWasRefusedLast() {
		this.store.add("a", letters(0, 3), 100);
		this.store.add("a", List.of(letter(1, "again")), 100);
		assertThat(this.store.list("a", null, 100)).hasSize(3).contains(letter(1, "again"));
	}

	@Test
	void dropsTheOldestBeyondTheBound() throws Exception {
		assertThat(this.store.add("a", letters(0, 8), 10)).isZero();
		assertThat(this.store.add("a", letters(6, 13), 10)).isEqualTo(3);
		assertThat(this.store.list("a", null, 100)).isEqualTo(reversed(3, 13));
		close();
		this.store = open();
		assertThat(this.store.add("a", letters(13, 15), 10)).isEqualTo(2);
		assertThat(this.store.list("a", null, 100)).isEqualTo(reversed(5, 15));
		this.store.clear("a");
		assertThat(this.store.add("a", letters(0, 10), 10)).isZero();
	}

	@Test
	void keepsOneWithoutADevice() throws Exception {
		DeadLetter letter = new DeadLetter(letter(1, "").message(), null, NOW, 400, "\"no\"\u0000");
		this.store.add("a", List.of(letter), 10);
		close();
		this.store = open();
		assertThat(this.store.list("a", null, 10)).containsExactly(letter);
	}

}
