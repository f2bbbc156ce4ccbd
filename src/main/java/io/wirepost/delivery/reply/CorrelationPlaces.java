package io.wirepost.delivery.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Where requests and replies have the correlation id.
 *
 * @param request where it is in requests
 * @param reply where it is in replies
 */
record CorrelationPlaces<T>(T request, T reply) {

	/**
	 * Reads both places, and reports the faults of both.
	 * @param reader reads one, or throws an InvalidSettingsException about the whole of
	 * it
	 */
	static <T> CorrelationPlaces<T> of(Settings settings, Function<@Nullable String, T> reader) {
		Options options = settings.bind(Options.class);
		List<Fault> faults = new ArrayList<>();
		T request = read("request", options.request(), reader, faults);
		T reply = read("reply", options.reply(), reader, faults);
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

	/** The settings. */
	record Options(@Nullable String request, @Nullable String reply) {
	}

}
