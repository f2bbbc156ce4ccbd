package io.wirepost.framing;

/** A framing whose bytes do not tell where a frame ends. */
interface Untold extends Framing {

	FrameDecoder newDecoder(UntoldCheck check);

}
