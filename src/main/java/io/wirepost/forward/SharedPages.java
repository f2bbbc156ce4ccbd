package io.wirepost.forward;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.wirepost.journal.JournalFollower;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * What streams read: the journal's messages, each read and encoded once for all who are
 * at about the same place, live or further back. The pages used last are kept, as many as
 * the bounds allow. Safe for all threads; reads the journal.
 */
final class SharedPages {

	private static final long MAX_WEIGHT = 8 * 1024 * 1024;

	private static final int MAX_PAGES = 1024;

	/** At most so many are made of one read. */
	private static final int READ_PAGES = 16;

	/** What is read for one device at a time. */
	private static final int DEVICE_LIMIT = 100;

	/** Further back than so long, a stream of one device reads by the device's index. */
	private static final long NEAR_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final JournalFollower journal;

	private final StreamEncoder encoder;

	private final NavigableMap<Position, EncodedPage> byStart = new TreeMap<>();

	/** The same pages; those not used for longest come first. */
	private final Map<Position, EncodedPage> byUse = new LinkedHashMap<>(16, 0.75f, true);

	private final AtomicLong appends = new AtomicLong();

	private long weight;

	private int limit = MessageQuery.MAX_LIMIT;

	private volatile int deviceLimit = DEVICE_LIMIT;

	private @Nullable Position newest;

	private long newestAt = -1;

	/** Where the end was when it was noted last. */
	private @Nullable Position noted;

	private long notedAt;

	/** Where the end was some seconds ago. */
	private @Nullable Position near;

	SharedPages(JournalFollower journal, StreamEncoder encoder) {
		this.journal = journal;
		this.encoder = encoder;
	}

	/** Messages were appended. Called on a thread of the journal. */
	void appended() {
		this.appends.incrementAndGet();
	}

	/** The cursor behind all messages that there are now. */
	synchronized Position newest() {
		long now = this.appends.get();
		Position known = this.newest;
		if (known == null || this.newestAt != now) {
			known = this.journal.end();
			this.newest = known;
			this.newestAt = now;
		}
		return known;
	}

	/**
	 * The next messages behind a cursor. May have some that the filter leaves out; has
	 * all that it does not.
	 */
	EncodedPage behind(Position cursor, StreamFilter filter) {
		Position last;
		synchronized (this) {
			EncodedPage page = kept(cursor);
			if (page != null) {
				return page;
			}
			last = newest();
			if (cursor.compareTo(last) >= 0) {
				return EncodedPage.endAt(cursor);
			}
			if (filter.device() == null || isNear(cursor, last)) {
				return read(cursor, last);
			}
		}
		return readOf(cursor, filter, last);
	}

	/**
	 * Whether a cursor is no further back than the end was about five seconds ago. What a
	 * position means is the reader's own, so the end is noted from time to time.
	 */
	private boolean isNear(Position cursor, Position last) {
		long now = System.nanoTime();
		if (this.noted == null || now - this.notedAt > NEAR_NANOS) {
			this.near = (this.noted != null && now - this.notedAt < 2 * NEAR_NANOS) ? this.noted : last;
			this.noted = last;
			this.notedAt = now;
		}
		return this.near != null && cursor.compareTo(this.near) >= 0;
	}

	private @Nullable EncodedPage kept(Position cursor) {
		Map.Entry<Position, EncodedPage> before = this.byStart.floorEntry(cursor);
		if (before == null || !before.getValue().covers(cursor)) {
			return null;
		}
		return this.byUse.get(before.getKey());
	}

	private EncodedPage read(Position cursor, Position newest) {
		MessagePage read = this.journal.read(MessageQuery.behind(cursor, this.limit));
		List<EncodedPage> pages = encode(cursor, read, newest, READ_PAGES);
		pages.forEach(this::keep);
		int encoded = pages.stream().mapToInt((page) -> page.entries().size()).sum();
		// Large messages are read in smaller numbers: what was not encoded was read in
		// vain.
		this.limit = (encoded < read.items().size()) ? encoded : Math.min(MessageQuery.MAX_LIMIT, 2 * this.limit);
		return pages.get(0);
	}

	/** By the index of the device: what others said is not even looked at. */
	private EncodedPage readOf(Position cursor, StreamFilter filter, Position newest) {
		MessagePage read = this.journal.read(new MessageQuery(filter.device(), filter.direction(), null, null, null,
				MessageQuery.Order.ASC, cursor, this.deviceLimit));
		EncodedPage page = encode(cursor, read, newest, 1).get(0);
		int encoded = page.entries().size();
		this.deviceLimit = (encoded < read.items().size()) ? encoded : Math.min(DEVICE_LIMIT, 2 * this.deviceLimit);
		return page;
	}

	/**
	 * @param newest was the newest before the read, which so has all up to it
	 */
	private List<EncodedPage> encode(Position cursor, MessagePage read, Position newest, int most) {
		Position last = newest;
		if (read.next() != null) {
			last = read.next();
		}
		else if (!read.items().isEmpty()) {
			Position item = read.items().get(read.items().size() - 1).position();
			last = (item.compareTo(newest) > 0) ? item : newest;
		}
		return this.encoder.encode(cursor, read.items(), last, most);
	}

	private void keep(EncodedPage page) {
		drop(page.after());
		this.byStart.put(page.after(), page);
		this.byUse.put(page.after(), page);
		this.weight += page.weight();
		while ((this.weight > MAX_WEIGHT || this.byUse.size() > MAX_PAGES) && this.byUse.size() > 1) {
			drop(this.byUse.keySet().iterator().next());
		}
	}

	private void drop(Position after) {
		EncodedPage gone = this.byUse.remove(after);
		if (gone != null) {
			this.byStart.remove(after);
			this.weight -= gone.weight();
		}
	}

	/** Keeps nothing: nobody reads, or what was read is there no more. */
	synchronized void clear() {
		this.byStart.clear();
		this.byUse.clear();
		this.weight = 0;
	}

}
