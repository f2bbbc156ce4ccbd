package io.wirepost.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/**
 * A socket with TLS. Handshakes are made along with reads and writes, their computations
 * on the simulation's thread.
 */
final class TlsLink implements Link {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SocketChannel channel;

	private final SSLEngine engine;

	/** From the socket, ready to be written to. */
	private final ByteBuffer in;

	/** For the socket, ready to be read from. */
	private final ByteBuffer out;

	/** Decrypted, ready to be read from. */
	private final ByteBuffer plain;

	private boolean ready;

	private boolean ended;

	TlsLink(SocketChannel channel, SSLEngine engine) throws IOException {
		this.channel = channel;
		this.engine = engine;
		int packet = engine.getSession().getPacketBufferSize();
		this.in = ByteBuffer.allocate(packet);
		this.out = ByteBuffer.allocate(2 * packet).flip();
		this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize() + packet).flip();
		engine.beginHandshake();
		progress();
	}

	@Override
	public boolean isReady() {
		return this.ready;
	}

	@Override
	public boolean wantsToWrite() {
		return this.out.hasRemaining();
	}

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		flush();
		if (this.ready && !this.out.hasRemaining() && bytes.hasRemaining()) {
			wrap(bytes);
		}
	}

	@Override
	public int read(ByteBuffer bytes) throws IOException {
		if (!this.plain.hasRemaining()) {
			this.ended |= this.channel.read(this.in) < 0;
			unwrap();
			progress();
		}
		int before = bytes.position();
		while (this.plain.hasRemaining() && bytes.hasRemaining()) {
			bytes.put(this.plain.get());
		}
		int count = bytes.position() - before;
		return (count == 0 && (this.ended || this.engine.isInboundDone())) ? -1 : count;
	}

	private void unwrap() throws IOException {
		this.in.flip();
		this.plain.compact();
		SSLEngineResult.Status status = SSLEngineResult.Status.OK;
		while (this.in.hasRemaining() && status == SSLEngineResult.Status.OK) {
			SSLEngineResult result = this.engine.unwrap(this.in, this.plain);
			status = result.getStatus();
			if (tasks() == HandshakeStatus.NEED_WRAP) {
				break;
			}
		}
		this.plain.flip();
		this.in.compact();
	}

	/** Goes on with the handshake as far as the bytes that have come allow. */
	private void progress() throws IOException {
		HandshakeStatus status = tasks();
		while (status == HandshakeStatus.NEED_WRAP && !this.out.hasRemaining() && !this.engine.isOutboundDone()) {
			wrap(NOTHING);
			status = tasks();
			if (status == HandshakeStatus.NEED_UNWRAP && this.in.position() > 0) {
				unwrap();
				status = tasks();
			}
		}
		this.ready |= status == HandshakeStatus.NOT_HANDSHAKING;
		flush();
	}

	private HandshakeStatus tasks() {
		for (Runnable task = this.engine.getDelegatedTask(); task != null; task = this.engine.getDelegatedTask()) {
			task.run();
		}
		return this.engine.getHandshakeStatus();
	}

	private void wrap(ByteBuffer bytes) throws IOException {
		this.out.compact();
		this.engine.wrap(bytes, this.out);
		this.out.flip();
		flush();
	}

	private void flush() throws IOException {
		if (this.out.hasRemaining()) {
			this.channel.write(this.out);
		}
	}

}
