package io.wirepost.delivery.reply;

import java.nio.charset.Charset;

import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/** Regular expressions find the correlation id in the text of requests and replies. */
record PatternReply(CorrelationPlaces<CorrelationPattern> places) implements ReplyMatcher {

	static PatternReply of(Settings settings) {
		return new PatternReply(CorrelationPlaces.of(settings, CorrelationPattern::of));
	}

	@Override
	public @Nullable String ofRequest(Payload request, Charset charset) {
		return this.places.request().find(charset.decode(request.asByteBuffer()));
	}

	@Override
	public @Nullable String ofReply(Payload frame, Charset charset) {
		return this.places.reply().find(charset.decode(frame.asByteBuffer()));
	}

}
