package io.wirepost.forward;

import java.util.UUID;

import io.wirepost.message.Position;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every engine's cursor store has to do. */
public abstract class CursorStoreContract {

	private static final Position ONE = new Position(UUID.fromString("019caf80-0000-7000-8000-000000000001"));

	private static final Position TWO = new Position(UUID.fromString("019caf80-0000-7fff-bfff-ffffffffffff"));

	private CursorStore store;

	/** Opens the store on what this test has kept so far: nothing at first. */
	protected abstract CursorStore open() throws Exception;

	/** Ends the store that was opened last, if it has not been ended. */
	protected abstract void close() throws Exception;

	@BeforeEach
	void openTheStore() throws Exception {
		this.store = open();
	}

	@Test
	void findsWhatWasSavedLastUnderAName() {
		assertThat(this.store.find("webhook:a")).isEmpty();
		this.store.save("webhook:a", ONE);
		this.store.save("webhook:größe", TWO);
		assertThat(this.store.find("webhook:a")).contains(ONE);
		this.store.save("webhook:a", TWO);
		assertThat(this.store.find("webhook:a")).contains(TWO);
		assertThat(this.store.find("webhook:größe")).contains(TWO);
	}

	@Test
	void aCursorMayAlsoGoBack() {
		this.store.save("a", TWO);
		this.store.save("a", ONE);
		assertThat(this.store.find("a")).contains(ONE);
	}

	@Test
	void forgetsWhatIsRemoved() {
		this.store.save("a", ONE);
		this.store.save("b", ONE);
		this.store.remove("a");
		this.store.remove("never-there");
		assertThat(this.store.find("a")).isEmpty();
		assertThat(this.store.find("b")).contains(ONE);
	}

	@Test
	void keepsAllWhenItIsOpenedAgain() throws Exception {
		this.store.save("a", ONE);
		this.store.save("b", TWO);
		this.store.remove("a");
		close();
		this.store = open();
		assertThat(this.store.find("a")).isEmpty();
		assertThat(this.store.find("b")).contains(TWO);
	}

}
