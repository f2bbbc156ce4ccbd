package io.wirepost.web;

import java.io.IOException;
import java.time.Duration;

import io.wirepost.forward.stream.EventSink;
import io.wirepost.forward.stream.LiveReader;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to an endless response, with the servlet's non-blocking output: it has no
 * thread of its own, and a slow reader blocks none. Safe for all threads. After the
 * container has been told that the response is complete it is not touched, as the
 * container may reuse it for another request.
 */
final class ServletEventSink implements EventSink {

	private static final Logger LOG = LoggerFactory.getLogger(ServletEventSink.class);

	private @Nullable AsyncContext context;

	/** Null before the container allows writes. */
	private @Nullable ServletOutputStream out;

	private boolean closed;

	/**
	 * Sends the headers and begins the stream.
	 * @param longest the time after which the container ends it; null for never
	 */
	void begin(LiveReader reader, @Nullable Duration longest, HttpServletRequest request,
			HttpServletResponse response) {
		try {
			// On the request's thread: filters add headers only here.
			response.flushBuffer();
			AsyncContext started = request.startAsync();
			started.setTimeout((longest != null) ? Math.max(1, longest.toMillis()) : 0);
			started.addListener(new Ending(reader));
			if (!isKept(started)) {
				// The process is stopping and has closed all streams.
				started.complete();
				return;
			}
			ServletOutputStream stream = started.getResponse().getOutputStream();
			stream.setWriteListener(new Writable(reader, stream));
		}
		catch (IOException ex) {
			LOG.debug("The reader closed the stream before it began", ex);
			reader.end();
		}
		catch (RuntimeException ex) {
			reader.end();
			throw ex;
		}
	}

	private synchronized boolean isKept(AsyncContext started) {
		this.context = started;
		return !this.closed;
	}

	private synchronized void opened(ServletOutputStream stream) {
		this.out = stream;
	}

	@Override
	public synchronized boolean isReady() {
		return this.out != null && !this.closed && this.out.isReady();
	}

	@Override
	public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
		if (this.out == null || this.closed) {
			throw new IOException("The container has ended this stream");
		}
		this.out.write(bytes, offset, length);
	}

	@Override
	public synchronized void flush() throws IOException {
		if (this.out == null || this.closed) {
			throw new IOException("The container has ended this stream");
		}
		this.out.flush();
	}

	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			complete();
		}
	}

	/** After a timeout or an error: without this the container writes an error page. */
	private synchronized void failed() {
		this.closed = true;
		complete();
	}

	private void complete() {
		try {
			if (this.context != null) {
				this.context.complete();
			}
		}
		catch (IllegalStateException ex) {
			LOG.debug("The container has ended this stream", ex);
		}
	}

	private synchronized void completed() {
		this.closed = true;
	}

	/** Called by the container when the socket takes more bytes. */
	private final class Writable implements WriteListener {

		private final LiveReader reader;

		private final ServletOutputStream stream;

		Writable(LiveReader reader, ServletOutputStream stream) {
			this.reader = reader;
			this.stream = stream;
		}

		@Override
		public void onWritePossible() {
			opened(this.stream);
			this.reader.wake();
		}

		@Override
		public void onError(Throwable failure) {
			LOG.debug("The reader closed the stream", failure);
			this.reader.end();
		}

	}

	/** Called by the container when the request ends. */
	private final class Ending implements AsyncListener {

		private final LiveReader reader;

		Ending(LiveReader reader) {
			this.reader = reader;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			completed();
			this.reader.end();
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			failed();
			this.reader.end();
		}

		@Override
		public void onError(AsyncEvent event) {
			failed();
			this.reader.end();
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			// Nobody starts it again.
		}

	}

}
