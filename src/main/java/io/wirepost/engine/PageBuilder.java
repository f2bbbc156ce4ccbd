package io.wirepost.engine;

import java.util.ArrayList;
import java.util.List;

import io.wirepost.journal.MessagePage;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Builds a page. It ends when it is full, or when it has cost enough: a filter that
 * excludes nearly everything must not read the whole journal at once, and large messages
 * must not fill the heap.
 */
public final class PageBuilder {

	private static final int MAX_LOOKED_AT = 10_000;

	private static final long MAX_LOOKED_AT_BYTES = 16 * 1024 * 1024;

	/** The most bytes of messages, unless the first has more. */
	public static final long MAX_BYTES = 4 * 1024 * 1024;

	private final int limit;

	private final List<DeviceMessage> items = new ArrayList<>();

	private long bytes;

	private int lookedAt;

	private long lookedAtBytes;

	private @Nullable MessageId last;

	private boolean ended;

	public PageBuilder(int limit) {
		this.limit = limit;
	}

	/** There is a next message, which is not in the page. */
	public void end() {
		this.ended = true;
	}

	/** Whether to stop reading, although there may be more. */
	public boolean isEnded() {
		return this.ended;
	}

	/**
	 * Adds the next message in order.
	 * @param message null for one that does not match
	 * @param size the bytes that were read for it
	 */
	public void look(MessageId id, @Nullable DeviceMessage message, int size) {
		if (message != null && !hasRoomFor(message)) {
			this.ended = true;
			return;
		}
		if (message != null) {
			this.items.add(message);
			this.bytes += message.size();
		}
		this.last = id;
		this.lookedAt++;
		this.lookedAtBytes += size;
		this.ended = this.lookedAt >= MAX_LOOKED_AT || this.lookedAtBytes >= MAX_LOOKED_AT_BYTES;
	}

	private boolean hasRoomFor(DeviceMessage message) {
		return this.items.isEmpty() || (this.items.size() < this.limit && this.bytes + message.size() <= MAX_BYTES);
	}

	public MessagePage toMessagePage() {
		return new MessagePage(this.items, (this.ended && this.last != null) ? Position.of(this.last) : null);
	}

}
