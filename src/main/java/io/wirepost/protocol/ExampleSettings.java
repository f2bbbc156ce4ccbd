package io.wirepost.protocol;

import java.util.List;
import java.util.Map;

import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bytes of a device, and what is to be made of them on one connection. Bytes are in hex,
 * or text with the escapes {@code \r \n \t \0 \\} and {@code \xHH}.
 *
 * @param name what it shows
 * @param in what the device sends, each entry as one read
 * @param out the answers, all of them in order; not checked if left out
 * @param device the device's id; not checked if left out
 * @param kinds the kinds of the frames, in order, {@code -} for none; not checked if left
 * out
 * @param keeps which frames become messages, by their numbers from 1; not checked if left
 * out
 * @param fields values that frames have, by name: the last frame with that field counts
 * @param skipped the number of bytes that are in no frame; 0 by default
 */
public record ExampleSettings(String name, List<String> in, @Nullable List<String> out, @Nullable String device,
		@Nullable List<String> kinds, @Nullable List<Integer> keeps, @DefaultValue Map<String, String> fields,
		@DefaultValue("0") long skipped) {

	public ExampleSettings {
		if (name == null) {
			throw new InvalidSettingsException("name", "set it to a few words that say what the example shows");
		}
		if (in == null || in.isEmpty()) {
			throw new InvalidSettingsException("in", "set it to a list of what the device sends, in hex");
		}
	}

}
