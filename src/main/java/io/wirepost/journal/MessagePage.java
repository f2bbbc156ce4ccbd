package io.wirepost.journal;

import java.util.List;

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Some messages of a range.
 *
 * @param items the messages, in the order asked for; may be fewer than the limit, or
 * none, while there are more: a page also ends after many messages that the filter
 * excludes
 * @param next where to continue with {@link MessageQuery#after}; null at the end of the
 * range
 */
public record MessagePage(List<DeviceMessage> items, @Nullable Position next) {

	public MessagePage {
		items = List.copyOf(items);
	}

}
