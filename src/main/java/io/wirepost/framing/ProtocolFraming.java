package io.wirepost.framing;

import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * A framing whose frames have a checksum, or that sends in another framing than it reads.
 *
 * @param checksum null for none
 * @param sender encodes what is sent
 * @param fills whether the checksum is filled in on what is sent
 */
record ProtocolFraming(Framing framing, @Nullable Checksum checksum, Framing sender, boolean fills) implements Framing {

	@Override
	public int maxFrameSize() {
		return this.framing.maxFrameSize();
	}

	@Override
	public FrameDecoder newDecoder() {
		return (this.framing instanceof CheckedFraming one && this.checksum != null) ? one.newDecoder(this.checksum)
				: this.framing.newDecoder();
	}

	@Override
	public byte[] encode(Payload payload) {
		if (this.checksum == null || !this.fills || payload.size() > this.sender.maxFrameSize()) {
			return this.sender.encode(payload);
		}
		return this.sender.encode(this.checksum.fill(payload));
	}

	/** Those of the framing; checksum and sender are settings of their own. */
	@Override
	public Settings settings() {
		return this.framing.settings();
	}

}
