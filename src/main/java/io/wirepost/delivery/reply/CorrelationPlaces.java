package io.wirepost.delivery.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Where requests and answers have the token, for matchers that are told of both.
 *
 * @param request where requests have it
 * @param reply where answers have it
 */
record CorrelationPlaces<T>(T request, T reply) {

	/**
	 * Reads both places, and says the faults of both.
	 * @param reader reads one, or throws an InvalidSettingsException about the whole of
	 * it
	 */
	static <T> CorrelationPlaces<T> of(Settings settings, Function<@Nullable String, T> reader) {
		Words words = settings.bind(Words.class);
		List<Fault> faults = new ArrayList<>();
		T request = read("request", words.request(), reader, faults);
		T reply = read("reply", words.reply(), reader, faults);
		if (request == null || reply == null) {
			throw new InvalidSettingsException(faults);
		}
		return new CorrelationPlaces<>(request, reply);
	}

	private static <T> @Nullable T read(String property, @Nullable String word, Function<@Nullable String, T> reader,
			List<Fault> faults) {
		try {
			return reader.apply(word);
		}
		catch (InvalidSettingsException ex) {
			faults.addAll(ex.within(property).faults());
			return null;
		}
	}

	/** As they are written. */
	record Words(@Nullable String request, @Nullable String reply) {
	}

}
