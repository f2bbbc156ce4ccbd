package io.wirepost.framing;

import org.jspecify.annotations.Nullable;

/** A framing whose decoder can check a checksum. */
interface CheckedFraming extends Framing {

	/**
	 * @param checksum null for none
	 */
	FrameDecoder newDecoder(@Nullable Checksum checksum);

}
