package io.wirepost.connection.presence;

import java.util.List;
import java.util.UUID;

import com.github.f4b6a3.uuid.UuidCreator;
import io.wirepost.journal.Change;
import io.wirepost.message.DeviceId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every engine's store of open presences has to do. */
public abstract class PresenceStoreContract {

	private static final UUID FIRST = UuidCreator.getTimeOrderedEpoch();

	private static final UUID SECOND = UuidCreator.getTimeOrderedEpoch();

	private final OpenPresence accepted = new OpenPresence(SECOND, new DeviceId("a"), "größe", "[::1]:7");

	private final OpenPresence dialled = new OpenPresence(FIRST, new DeviceId("z"), null, "10.0.0.1:65535");

	private final OpenPresence other = new OpenPresence(SECOND, new DeviceId("b"), "größe", "[::1]:7");

	private PresenceStore store;

	/** Opens the store on what this test has kept so far: nothing at first. */
	protected abstract PresenceStore open() throws Exception;

	/** Ends the store that was opened last, if it has not been ended. */
	protected abstract void close() throws Exception;

	/** Makes changes, durable on return. */
	protected abstract void write(List<? extends Change> changes);

	@BeforeEach
	void openTheStore() throws Exception {
		this.store = open();
	}

	@Test
	void hasWhatWasOpenedInTheOrderOfTheConnections() throws Exception {
		assertThat(this.store.open()).isEmpty();
		write(List.of(new PresenceStore.Change.Opened(this.accepted), new PresenceStore.Change.Opened(this.other),
				new PresenceStore.Change.Opened(this.dialled)));
		assertThat(this.store.open()).containsExactly(this.dialled, this.accepted, this.other);
		close();
		this.store = open();
		assertThat(this.store.open()).containsExactly(this.dialled, this.accepted, this.other);
	}

	@Test
	void hasNothingThatHasEnded() {
		write(List.of(new PresenceStore.Change.Opened(this.accepted), new PresenceStore.Change.Opened(this.other)));
		write(List.of(new PresenceStore.Change.Ended(this.accepted), new PresenceStore.Change.Opened(this.dialled),
				new PresenceStore.Change.Ended(this.dialled)));
		assertThat(this.store.open()).containsExactly(this.other);
		write(List.of(new PresenceStore.Change.Ended(this.accepted), new PresenceStore.Change.Opened(this.accepted)));
		assertThat(this.store.open()).containsExactly(this.accepted, this.other);
	}

}
