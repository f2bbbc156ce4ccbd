package io.wirepost.forward.webhook;

import java.time.Instant;
import java.util.UUID;

import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every engine's store of the states of webhooks has to do. */
public abstract class WebhookStateStoreContract {

	private static final Position AT = Position.of(MessageId.firstOf(1_000_000));

	private static final Position END = Position.of(MessageId.firstOf(2_000_000));

	private WebhookStateStore store;

	/** Opens the store on what this test has kept so far: nothing at first. */
	protected abstract WebhookStateStore open() throws Exception;

	/** Ends the store that was opened last, if it has not been ended. */
	protected abstract void close() throws Exception;

	@BeforeEach
	void openTheStore() throws Exception {
		this.store = open();
	}

	@Test
	void findsWhatWasSavedLastAlsoWhenItIsOpenedAgain() throws Exception {
		Instant time = Instant.parse("2026-01-31T12:00:00.123456Z");
		WebhookState paused = new WebhookState(true, null);
		WebhookState timed = new WebhookState(false,
				new Replay(UUID.randomUUID(), time.toString(), END.toString(), time, null, AT, END, 17, false));
		WebhookState done = new WebhookState(true,
				new Replay(UUID.randomUUID(), AT.toString(), time.toString(), null, time, END, END, 18, true));
		assertThat(this.store.find("a")).isEmpty();
		this.store.save("a", paused);
		this.store.save("B_b", paused);
		this.store.save("B_b", timed);
		this.store.save("c.c-c", done);
		close();
		this.store = open();
		assertThat(this.store.find("a")).contains(paused);
		assertThat(this.store.find("B_b")).contains(timed);
		assertThat(this.store.find("c.c-c")).contains(done);
		this.store.save("c.c-c", paused);
		assertThat(this.store.find("c.c-c")).contains(paused);
	}

}
