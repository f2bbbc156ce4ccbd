package io.wirepost.security.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * A file of lines. When it is full, it is renamed to {@code NAME.1}, which was renamed to
 * {@code NAME.2} before, and so on; the oldest is deleted. Safe for all threads.
 */
final class AuditFile implements AutoCloseable {

	private final Path path;

	private final long maxSize;

	private final int files;

	private @Nullable FileChannel channel;

	private long size;

	/**
	 * @param maxSize in bytes; one line is always written
	 * @param files how many there are, this one included
	 */
	AuditFile(Path path, long maxSize, int files) {
		this.path = path;
		this.maxSize = maxSize;
		this.files = files;
	}

	/**
	 * Opens it, where it ends.
	 * @throws IOException if it cannot be written
	 */
	synchronized void open() throws IOException {
		Path folder = this.path.toAbsolutePath().getParent();
		if (folder != null) {
			Files.createDirectories(folder);
		}
		FileChannel opened = FileChannel.open(this.path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				StandardOpenOption.APPEND);
		this.channel = opened;
		this.size = opened.size();
	}

	/**
	 * Writes a line. One that cannot be written whole leaves the file to be opened again
	 * with the next.
	 * @param line without its end
	 * @throws IOException if it cannot be written
	 */
	synchronized void write(String line) throws IOException {
		byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
		try {
			if (this.channel == null) {
				open();
			}
			if (this.size > 0 && this.size + bytes.length > this.maxSize) {
				close();
				roll();
				open();
			}
			ByteBuffer buffer = ByteBuffer.wrap(bytes);
			while (buffer.hasRemaining() && this.channel != null) {
				this.size += this.channel.write(buffer);
			}
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	private void roll() throws IOException {
		for (int i = this.files - 1; i >= 1; i--) {
			Path from = numbered(i - 1);
			if (Files.exists(from)) {
				Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
			}
		}
		Files.deleteIfExists(this.path);
	}

	private Path numbered(int number) {
		return (number == 0) ? this.path : this.path.resolveSibling(this.path.getFileName() + "." + number);
	}

	@Override
	public synchronized void close() throws IOException {
		FileChannel open = this.channel;
		this.channel = null;
		if (open != null) {
			open.close();
		}
	}

}
