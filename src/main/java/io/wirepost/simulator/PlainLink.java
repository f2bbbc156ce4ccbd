package io.wirepost.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A socket without TLS. */
record PlainLink(SocketChannel channel) implements Link {

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		this.channel.write(bytes);
	}

	@Override
	public int read(ByteBuffer bytes) throws IOException {
		return this.channel.read(bytes);
	}

}
