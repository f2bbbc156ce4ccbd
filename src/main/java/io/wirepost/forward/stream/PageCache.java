package io.wirepost.forward.stream;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.wirepost.journal.JournalFollower;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Caches what streams read: the journal's messages, read and encoded once for all streams
 * at about the same place, live or further back. Least recently used pages are dropped
 * first. Safe for all threads; reads the journal, but never under a lock.
 */
final class PageCache {

	private static final long MAX_WEIGHT = 8 * 1024 * 1024;

	private static final int MAX_PAGES = 1024;

	/** The most pages of one read. */
	private static final int READ_PAGES = 16;

	/** The most messages read for one device at a time. */
	private static final int DEVICE_LIMIT = 100;

	/**
	 * A stream of one device that is further behind than this reads by the device's
	 * index.
	 */
	private static final long NEAR_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final JournalFollower journal;

	private final StreamEncoder encoder;

	/**
	 * The pages by where they begin, the least recently used first. One begins where
	 * another ends: positions tell nothing else of their order.
	 */
	private final Map<Position, EncodedPage> byStart = new LinkedHashMap<>(16, 0.75f, true);

	/** The pages by their messages, for cursors that are inside of one. */
	private final Map<Position, EncodedPage> byMessage = new HashMap<>();

	/** The pages by where they end. */
	private final Map<Position, EncodedPage> byEnd = new HashMap<>();

	private final AtomicLong appends = new AtomicLong();

	private long weight;

	private volatile int limit = MessageQuery.MAX_LIMIT;

	private volatile int deviceLimit = DEVICE_LIMIT;

	private final AtomicInteger clears = new AtomicInteger();

	private final Map<Position, CompletableFuture<EncodedPage>> underWay = new ConcurrentHashMap<>();

	private volatile @Nullable Newest newest;

	/** The end of the journal when it was last noted. */
	private @Nullable Position noted;

	private long notedAt;

	/** The end of the journal some seconds ago. */
	private @Nullable Position near;

	PageCache(JournalFollower journal, StreamEncoder encoder) {
		this.journal = journal;
		this.encoder = encoder;
	}

	/** Messages were appended. Called on a thread of the journal. */
	void appended() {
		this.appends.incrementAndGet();
	}

	/** The position after all current messages. */
	Position newest() {
		long now = this.appends.get();
		Newest known = this.newest;
		if (known == null || known.appends() != now) {
			known = new Newest(this.journal.end(), now);
			this.newest = known;
		}
		return known.position();
	}

	/**
	 * A read may have come further than what was the newest position, and who is there
	 * need not read again.
	 * @param appended the number of appends before the read
	 */
	private void noteNewest(Position read, long appended) {
		Newest known = this.newest;
		if (known == null || known.appends() <= appended) {
			this.newest = new Newest(read, appended);
		}
	}

	/**
	 * The messages that follow a cursor: all that match the filter, and possibly others.
	 */
	EncodedPage behind(Position cursor, StreamFilter filter) {
		EncodedPage page = kept(cursor);
		if (page != null) {
			return page;
		}
		Position last = newest();
		if (cursor.equals(last)) {
			return EncodedPage.endAt(cursor);
		}
		return (filter.device() == null || isNear(cursor, last)) ? readOnce(cursor) : readOf(cursor, filter);
	}

	/** Streams at the same position share one read. */
	private EncodedPage readOnce(Position cursor) {
		CompletableFuture<EncodedPage> mine = new CompletableFuture<>();
		CompletableFuture<EncodedPage> other = this.underWay.putIfAbsent(cursor, mine);
		try {
			if (other != null) {
				return other.join();
			}
			EncodedPage page = read(cursor);
			mine.complete(page);
			return page;
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof JournalUnavailableException unavailable) ? unavailable : ex;
		}
		catch (RuntimeException | Error ex) {
			mine.completeExceptionally(ex);
			throw ex;
		}
		finally {
			this.underWay.remove(cursor, mine);
		}
	}

	/**
	 * Whether a cursor is at or after the end of the journal about five seconds ago, or
	 * others read from there too. The journal is asked for a stream's first messages, and
	 * not once it goes from page to page.
	 */
	private boolean isNear(Position cursor, Position last) {
		Position near = near(cursor, last);
		return near == null || !this.journal.isBehind(near, cursor);
	}

	/**
	 * The end of the journal about five seconds ago; null if a page ends at the cursor.
	 * Positions carry no time, so the end is noted from time to time.
	 */
	private synchronized @Nullable Position near(Position cursor, Position last) {
		long now = System.nanoTime();
		if (this.noted == null || now - this.notedAt > NEAR_NANOS) {
			this.near = (this.noted != null && now - this.notedAt < 2 * NEAR_NANOS) ? this.noted : last;
			this.noted = last;
			this.notedAt = now;
		}
		return this.byEnd.containsKey(cursor) ? null : this.near;
	}

	private synchronized @Nullable EncodedPage kept(Position cursor) {
		EncodedPage behind = this.byStart.get(cursor);
		EncodedPage around = (behind == null) ? this.byMessage.get(cursor) : null;
		return (around != null) ? this.byStart.get(around.after()) : behind;
	}

	private EncodedPage read(Position cursor) {
		int before = this.clears.get();
		long appended = this.appends.get();
		Position newest = newest();
		MessagePage read = this.journal.read(MessageQuery.behind(cursor, this.limit));
		List<EncodedPage> pages = encode(cursor, read, newest, null, READ_PAGES);
		keep(pages, before);
		int encoded = pages.stream().mapToInt((page) -> page.entries().size()).sum();
		if (read.next() == null && encoded > 0 && encoded == read.items().size()) {
			noteNewest(pages.get(pages.size() - 1).last(), appended);
		}
		// Read fewer large messages at a time: those that were not encoded were read for
		// nothing.
		this.limit = (encoded < read.items().size()) ? encoded : Math.min(MessageQuery.MAX_LIMIT, 2 * this.limit);
		return pages.get(0);
	}

	/** Reads by the index of the device, so that other devices' messages are not read. */
	private EncodedPage readOf(Position cursor, StreamFilter filter) {
		Position newest = newest();
		MessagePage read = this.journal.read(new MessageQuery(filter.device(), filter.direction(), null, filter.kind(),
				null, null, MessageQuery.Order.ASC, cursor, this.deviceLimit, filter.events()));
		EncodedPage page = encode(cursor, read, newest, filter, 1).get(0);
		int encoded = page.entries().size();
		this.deviceLimit = (encoded < read.items().size()) ? encoded : Math.min(DEVICE_LIMIT, 2 * this.deviceLimit);
		return page;
	}

	/**
	 * @param newest the newest position before the read, so that the read has everything
	 * up to it
	 * @param filter what was read; null for everything
	 */
	private List<EncodedPage> encode(Position cursor, MessagePage page, Position newest, @Nullable StreamFilter filter,
			int most) {
		List<DeviceMessage> messages = page.items();
		Position last = page.next();
		if (last == null) {
			Position read = messages.isEmpty() ? cursor : messages.get(messages.size() - 1).position();
			// A read of everything that found something has found the newest.
			boolean found = filter == null && !messages.isEmpty();
			last = (!found && !read.equals(newest) && this.journal.isBehind(newest, read)) ? newest : read;
		}
		return this.encoder.encode(cursor, messages, last, most);
	}

	/**
	 * @param before the number of clears before the read: pages read before a clear may
	 * have erased messages
	 */
	private synchronized void keep(List<EncodedPage> pages, int before) {
		if (this.clears.get() == before) {
			pages.forEach(this::keep);
		}
	}

	private void keep(EncodedPage page) {
		drop(page.after());
		this.byStart.put(page.after(), page);
		this.byEnd.put(page.last(), page);
		page.inside().forEach((message) -> this.byMessage.put(message, page));
		this.weight += page.weight();
		while ((this.weight > MAX_WEIGHT || this.byStart.size() > MAX_PAGES) && this.byStart.size() > 1) {
			drop(this.byStart.keySet().iterator().next());
		}
	}

	private void drop(Position after) {
		EncodedPage gone = this.byStart.remove(after);
		if (gone != null) {
			this.byEnd.remove(gone.last(), gone);
			gone.inside().forEach((message) -> this.byMessage.remove(message, gone));
			this.weight -= gone.weight();
		}
	}

	/** Drops all pages, because no stream is left or messages were erased. */
	synchronized void clear() {
		this.clears.incrementAndGet();
		this.byStart.clear();
		this.byEnd.clear();
		this.byMessage.clear();
		this.weight = 0;
	}

	/**
	 * The end of the journal at some time.
	 *
	 * @param appends the number of appends by then
	 */
	private record Newest(Position position, long appends) {
	}

}
