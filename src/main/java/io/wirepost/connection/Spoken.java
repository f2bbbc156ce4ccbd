package io.wirepost.connection;

import java.nio.charset.Charset;

import io.wirepost.framing.Framing;
import io.wirepost.protocol.Protocol;

/**
 * How to write to devices of a listener or an endpoint.
 *
 * @param framing how a payload becomes a frame
 * @param charset the charset of their text
 */
public record Spoken(Framing framing, Charset charset) {

	static Spoken of(PeerProfile profile) {
		Protocol protocol = profile.protocol();
		return new Spoken(protocol.framing(), protocol.charset());
	}

}
