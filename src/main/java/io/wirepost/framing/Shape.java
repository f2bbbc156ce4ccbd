package io.wirepost.framing;

import java.util.List;

import io.wirepost.framing.bytes.Magic;

/**
 * A framing whose frames can be found by a {@link Scan}: then all settings that framings
 * have in common are possible. Immutable.
 */
interface Shape extends Framing {

	/** The most bytes of a payload. */
	FrameLimit limit();

	/**
	 * A new scan for one connection.
	 * @param most the most bytes of a payload, without a trailer that is kept in it
	 * @param alone whether no alternatives are tried beside it
	 */
	Scan newScan(int most, boolean alone);

	/** The first bytes of its frames; several if they may be different. */
	default List<Magic> beginnings() {
		return List.of(Magic.ANY);
	}

	/** Whether the payload is less than what is on the wire. */
	default boolean strips() {
		return true;
	}

	/** Whether the size that it finds includes the trailer. */
	default boolean countsTrailer() {
		return false;
	}

	/** Whether it decodes on its own where no common settings are set. */
	default boolean hasOwnDecoder() {
		return true;
	}

	@Override
	default int maxFrameSize() {
		return limit().bytes();
	}

	@Override
	default FrameDecoder newDecoder() {
		return new ShapedFraming(this, CommonSettings.NONE).newDecoder();
	}

}
