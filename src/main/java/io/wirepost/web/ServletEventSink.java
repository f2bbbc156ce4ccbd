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
 * A response whose body goes on for as long as there is something to say, without a
 * thread of its own and without anyone waiting for its reader: the servlet's non-blocking
 * output. Safe for all threads: once the container has been told that it is over, the
 * response is not touched, as it may be that of another request then.
 */
final class ServletEventSink implements EventSink {

	private static final Logger log = LoggerFactory.getLogger(ServletEventSink.class);

	private @Nullable AsyncContext context;

	/** Null until the container allows to write. */
	private @Nullable ServletOutputStream out;

	private boolean closed;

	/**
	 * Sends the headers, and lets the stream begin.
	 * @param longest after that the container ends it; null for never
	 */
	void begin(LiveReader reader, @Nullable Duration longest, HttpServletRequest request,
			HttpServletResponse response) {
		try {
			// While the request still is on its thread: filters add headers until then.
			response.flushBuffer();
			AsyncContext started = request.startAsync();
			started.setTimeout((longest != null) ? Math.max(1, longest.toMillis()) : 0);
			started.addListener(new Ending(reader));
			if (!isKept(started)) {
				// Streams ended meanwhile: the process stops.
				started.complete();
				return;
			}
			ServletOutputStream stream = started.getResponse().getOutputStream();
			stream.setWriteListener(new Opening(reader, stream));
		}
		catch (IOException ex) {
			log.debug("The reader of a stream is gone before it began", ex);
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

	/**
	 * The container says that it is over: it shows an error page unless this is called.
	 */
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
			log.debug("The container has ended this stream", ex);
		}
	}

	private synchronized void completed() {
		this.closed = true;
	}

	/** The container takes bytes; called on a thread of its own. */
	private final class Opening implements WriteListener {

		private final LiveReader reader;

		private final ServletOutputStream stream;

		Opening(LiveReader reader, ServletOutputStream stream) {
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
			log.debug("The reader of a stream is gone", failure);
			this.reader.end();
		}

	}

	/** The request is over; called on a thread of the container. */
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
