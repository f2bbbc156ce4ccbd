package io.wirepost.protocol;

import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is sent to a device once its message is durable, as one frame: at most one of
 * text, hex and expression.
 *
 * @param text a text in the charset of the device
 * @param hex bytes in hex
 * @param expression an expression that gives bytes or a text
 * @param close whether the connection closes after that
 */
public record AcknowledgeSettings(@Nullable String text, @Nullable String hex, @Nullable String expression,
		@DefaultValue("false") boolean close) {

	public AcknowledgeSettings {
		int given = ((text != null) ? 1 : 0) + ((hex != null) ? 1 : 0) + ((expression != null) ? 1 : 0);
		if (given > 1) {
			throw new InvalidSettingsException("", "set one of text, hex and expression");
		}
	}

}
