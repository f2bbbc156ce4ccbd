package io.wirepost.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A device as it is: a plain socket. */
public final class Device implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 60_000;

	private final Socket socket;

	public Device(Socket socket) {
		this.socket = socket;
	}

	/** A device that dials. */
	public static Device dial(int port) {
		return dial("127.0.0.1", port);
	}

	/** A device that dials from an address of this machine's own. */
	public static Device dial(String from, int port) {
		try {
			Socket socket = new Socket();
			socket.bind(new InetSocketAddress(from, 0));
			socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
			socket.setSoTimeout(PATIENCE_MILLIS);
			socket.setTcpNoDelay(true);
			return new Device(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A device that is dialled: waits for the next caller. */
	public static Device accept(ServerSocket server) {
		try {
			server.setSoTimeout(PATIENCE_MILLIS);
			Socket socket = server.accept();
			socket.setSoTimeout(PATIENCE_MILLIS);
			return new Device(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Device say(String text) {
		return say(text.getBytes(StandardCharsets.UTF_8));
	}

	public Device say(byte[] bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The next line, without its end; null at the end of the stream. */
	public String hear() {
		try {
			ByteArrayOutputStream line = new ByteArrayOutputStream();
			InputStream in = this.socket.getInputStream();
			for (int one = in.read(); one != '\n'; one = in.read()) {
				if (one < 0) {
					return null;
				}
				line.write(one);
			}
			return line.toString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** So many bytes, or what comes before the end of the stream. */
	public byte[] hear(int size) {
		try {
			return this.socket.getInputStream().readNBytes(size);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Whether the other end hangs up, having said nothing more. */
	public boolean isHungUpOn() {
		try {
			return this.socket.getInputStream().read() < 0;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			// A reset is an end, too.
			return true;
		}
	}

	/** Closes its sending half; the receiving half stays open. */
	public Device sayNoMore() {
		try {
			this.socket.shutdownOutput();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Socket socket() {
		return this.socket;
	}

	/** Hangs up, before the test is over. */
	public void hangUp() {
		close();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
