package io.wirepost.simulator;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Makes the link of a socket that has connected. */
interface Dialler {

	Link link(SocketChannel channel) throws IOException;

}
