package io.wirepost.connection;

import java.util.Map;

import io.wirepost.settings.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every engine's store of listeners has to do. */
public abstract class ListenerStoreContract {

	private ListenerStore store;

	/** Opens the store on what this test has kept so far: nothing at first. */
	protected abstract ListenerStore open() throws Exception;

	/** Ends the store that was opened last, if it has not been ended. */
	protected abstract void close() throws Exception;

	@BeforeEach
	void openTheStore() throws Exception {
		this.store = open();
	}

	@Test
	void listsWhatWasSavedInTheOrderOfTheNames() {
		StoredListener whole = listener("b", Map.of("port", "0", "framing.type", "line", "proxy-protocol.from[0]",
				"10.0.0.0/8", "acknowledge.text", "größe"));
		this.store.save(whole);
		this.store.save(listener("a.b", Map.of()));
		this.store.save(listener("B", Map.of()));
		assertThat(this.store.list()).containsExactly(listener("B", Map.of()), listener("a.b", Map.of()), whole);
	}

	@Test
	void keepsTheLastOfAName() {
		this.store.save(listener("a", Map.of("port", "1")));
		this.store.save(listener("a", Map.of("bind", "::1")));
		assertThat(this.store.list()).containsExactly(listener("a", Map.of("bind", "::1")));
	}

	@Test
	void forgetsWhatIsRemoved() {
		this.store.save(listener("a", Map.of()));
		this.store.save(listener("b", Map.of()));
		this.store.remove("a");
		this.store.remove("never-there");
		assertThat(this.store.list()).containsExactly(listener("b", Map.of()));
	}

	@Test
	void keepsAllWhenItIsOpenedAgain() throws Exception {
		this.store.save(listener("a", Map.of("port", "7071")));
		this.store.save(listener("b", Map.of()));
		this.store.remove("b");
		close();
		this.store = open();
		assertThat(this.store.list()).containsExactly(listener("a", Map.of("port", "7071")));
	}

	private static StoredListener listener(String name, Map<String, String> words) {
		return new StoredListener(name, new Settings(words));
	}

}
