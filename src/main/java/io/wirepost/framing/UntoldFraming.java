package io.wirepost.framing;

import java.util.HashMap;
import java.util.Map;

import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/** A framing whose bytes do not tell where a frame ends, with common settings. */
record UntoldFraming(Untold framing, CommonSettings common) implements CheckedFraming {

	@Override
	public int maxFrameSize() {
		return this.framing.maxFrameSize();
	}

	@Override
	public FrameDecoder newDecoder() {
		return newDecoder(null);
	}

	@Override
	public FrameDecoder newDecoder(@Nullable Checksum checksum) {
		return this.framing.newDecoder(new UntoldCheck(this.common, checksum));
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] wire = this.framing.encode(payload);
		int wrong = this.common.magic().mismatch(wire);
		if (wrong >= 0) {
			throw new PayloadNotFrameableException(
					"The payload has to begin with %s (magic)".formatted(this.common.magic()), wrong);
		}
		if (wire.length < this.common.minimum()) {
			throw new PayloadNotFrameableException("The payload has %d bytes, fewer than min-frame-size, %d"
				.formatted(wire.length, this.common.minimum()), wire.length);
		}
		return wire;
	}

	@Override
	public Settings settings() {
		Map<String, String> words = new HashMap<>(this.framing.settings().values());
		words.putAll(this.common.words());
		return new Settings(words);
	}

}
