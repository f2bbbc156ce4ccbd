package io.wirepost.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A caller that writes the bytes of a request as it is told, also those that no HTTP
 * client would. Keeps its connection as long as the server does. For one thread.
 */
public final class RawHttp implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 60_000;

	private final int port;

	private Socket socket;

	private InputStream in;

	public RawHttp(int port) {
		this.port = port;
	}

	/**
	 * Sends a request; a Host header is added where there is none.
	 * @param target path and query, as they go on the wire
	 * @param headers whole lines
	 */
	public Answer send(String method, String target, byte[] body, String... headers) {
		boolean hosted = Arrays.stream(headers).anyMatch((line) -> line.startsWith("Host:"));
		String head = method + " " + target + " HTTP/1.1\r\n" + (hosted ? "" : "Host: localhost\r\n")
				+ "Content-Length: " + body.length + "\r\n"
				+ String.join("", Arrays.stream(headers).map((line) -> line + "\r\n").toList()) + "\r\n";
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		request.writeBytes(head.getBytes(StandardCharsets.UTF_8));
		request.writeBytes(body);
		try {
			boolean kept = connect();
			Answer answer = exchange(request.toByteArray());
			if (answer.status() == 0 && kept) {
				// The server had closed the connection before this request came.
				connect();
				answer = exchange(request.toByteArray());
			}
			return answer;
		}
		catch (IOException ex) {
			close();
			throw new UncheckedIOException("%s %s".formatted(method, target), ex);
		}
	}

	/** Whether there was a connection already. */
	private boolean connect() throws IOException {
		if (this.socket != null) {
			return true;
		}
		this.socket = new Socket();
		this.socket.connect(new InetSocketAddress("127.0.0.1", this.port), PATIENCE_MILLIS);
		this.socket.setSoTimeout(PATIENCE_MILLIS);
		this.socket.setTcpNoDelay(true);
		this.in = new BufferedInputStream(this.socket.getInputStream());
		return false;
	}

	private Answer exchange(byte[] request) throws IOException {
		String head;
		try {
			this.socket.getOutputStream().write(request);
			head = head();
		}
		catch (java.net.SocketException ex) {
			head = "";
		}
		if (head.isEmpty()) {
			close();
			return new Answer(0, "", "");
		}
		String lower = head.toLowerCase(Locale.ROOT);
		byte[] body = lower.contains("\ntransfer-encoding: chunked") ? chunks() : this.in.readNBytes(length(lower));
		if (lower.contains("\nconnection: close") || !lower.contains("\ncontent-length:")) {
			close();
		}
		return new Answer(Integer.parseInt(head.substring(9, 12)), head, new String(body, StandardCharsets.UTF_8));
	}

	/** Up to the empty line, without it; empty at the end of the stream. */
	private String head() throws IOException {
		StringBuilder head = new StringBuilder();
		for (String line = line(); !line.isEmpty(); line = line()) {
			head.append(line).append('\n');
		}
		return head.toString();
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int one = this.in.read(); one >= 0 && one != '\n'; one = this.in.read()) {
			if (one != '\r') {
				line.write(one);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	private byte[] chunks() throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
			body.writeBytes(this.in.readNBytes(size));
			line();
		}
		line();
		return body.toByteArray();
	}

	private static int length(String head) {
		return head.lines()
			.filter((line) -> line.startsWith("content-length:"))
			.mapToInt((line) -> Integer.parseInt(line.substring(15).trim()))
			.findFirst()
			.orElse(0);
	}

	@Override
	public void close() {
		try {
			if (this.socket != null) {
				this.socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.socket = null;
		}
	}

	/**
	 * What came back.
	 *
	 * @param status 0 if the connection was closed without an answer
	 * @param head the status line and the headers
	 * @param body the body
	 */
	public record Answer(int status, String head, String body) {
	}

}
