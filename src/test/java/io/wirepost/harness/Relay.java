package io.wirepost.harness;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Passes bytes between clients and a server of this machine, until it is told to break a
 * connection.
 */
public final class Relay implements AutoCloseable {

	private final ServerSocket listening;

	private final int server;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	/** The words behind which the next connection breaks; null for none. */
	private volatile @Nullable String fatal;

	private volatile boolean away;

	public Relay(int server) {
		this.server = server;
		try {
			this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	public int port() {
		return this.listening.getLocalPort();
	}

	/**
	 * Breaks the next connection whose client says these words: the server still gets
	 * them, the client no answer.
	 */
	public void breakBehind(String words) {
		this.fatal = words;
	}

	/**
	 * The server is away: what is connected is cut off, and new connections end at once.
	 */
	public void takeServerAway() {
		this.away = true;
		this.sockets.forEach(Relay::closeQuietly);
		this.sockets.clear();
	}

	public void bringServerBack() {
		this.away = false;
	}

	/** Whether a connection was broken since. */
	public boolean hasBroken() {
		return this.fatal == null;
	}

	private void accept() {
		while (!this.listening.isClosed()) {
			try {
				Socket client = this.listening.accept();
				if (this.away) {
					client.close();
					continue;
				}
				Socket peer = new Socket(InetAddress.getLoopbackAddress(), this.server);
				this.sockets.add(client);
				this.sockets.add(peer);
				start(() -> pass(client, peer, true));
				start(() -> pass(peer, client, false));
			}
			catch (IOException ex) {
				// Closed, or the server is away: the client finds out.
			}
		}
	}

	private void pass(Socket from, Socket to, boolean fromClient) {
		byte[] buffer = new byte[64 * 1024];
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				String words = this.fatal;
				boolean breaks = fromClient && words != null
						&& new String(buffer, 0, count, StandardCharsets.ISO_8859_1).contains(words);
				if (breaks) {
					this.fatal = null;
					from.close();
				}
				out.write(buffer, 0, count);
				out.flush();
				if (breaks) {
					// The server must have read it before this end is closed.
					to.shutdownOutput();
					to.getInputStream().transferTo(OutputStream.nullOutputStream());
				}
			}
		}
		catch (IOException ex) {
			// One side has closed.
		}
	}

	private static void start(Runnable work) {
		Thread thread = new Thread(work, "relay");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		closeQuietly(this.listening);
		this.sockets.forEach(Relay::closeQuietly);
	}

	private static void closeQuietly(Closeable socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is of no more use.
		}
	}

}
