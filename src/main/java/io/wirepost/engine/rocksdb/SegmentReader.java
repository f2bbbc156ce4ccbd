package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.wirepost.engine.PageBuilder;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Reads messages from the segments, one after the other: their ids do not overlap.
 * <p>
 * A range of times becomes a range of ids, by the statistics of each segment about the
 * differences between ids and times of receipt. So a message that waited long for the
 * disk, or arrived while the clock was wrong, is found too.
 */
final class SegmentReader {

	private final Database database;

	SegmentReader(Database database) {
		this.database = database;
	}

	Optional<DeviceMessage> find(MessageId id) throws RocksDBException {
		IdRange range = new IdRange(id.value(), null);
		for (Segment segment : this.database.segments()) {
			if (range.overlaps(segment.statistics()) && segment.retain()) {
				try {
					byte[] value = this.database.get(segment.messages(), Keys.ofMessage(id.value()));
					return Optional.ofNullable((value != null) ? MessageCodec.decode(id, value, null) : null);
				}
				finally {
					segment.release();
				}
			}
		}
		return Optional.empty();
	}

	MessagePage read(MessageQuery query) throws RocksDBException {
		PageBuilder page = new PageBuilder(query.limit());
		for (Segment segment : inOrder(query)) {
			if (page.isEnded()) {
				break;
			}
			if (IdRange.of(query, segment.statistics()).overlaps(segment.statistics()) && segment.retain()) {
				try {
					read(segment, query, page);
				}
				finally {
					segment.release();
				}
			}
		}
		return page.toMessagePage();
	}

	/** The newest message of each kind: what an older segment has of a kind is older. */
	List<DeviceMessage> latest(DeviceId device) throws RocksDBException {
		Map<String, DeviceMessage> newest = new TreeMap<>();
		List<Segment> segments = new ArrayList<>(this.database.segments());
		Collections.reverse(segments);
		for (Segment segment : segments) {
			if (segment.retain()) {
				try {
					latest(segment, Keys.latestOfDevice(device), newest);
				}
				finally {
					segment.release();
				}
			}
		}
		return List.copyOf(newest.values());
	}

	private void latest(Segment segment, byte[] prefix, Map<String, DeviceMessage> newest) throws RocksDBException {
		try (RocksIterator iterator = this.database.iterator(segment.index())) {
			for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
				byte[] key = iterator.key();
				if (!Keys.isBelow(key, prefix)) {
					break;
				}
				String kind = new String(key, prefix.length, key.length - prefix.length, StandardCharsets.US_ASCII);
				MessageId id = Keys.idOf(iterator.value());
				byte[] value = newest.containsKey(kind) ? null
						: this.database.get(segment.messages(), Keys.ofMessage(id.value()));
				if (value != null) {
					newest.put(kind, MessageCodec.decode(id, value, null));
				}
			}
			iterator.status();
		}
	}

	private List<Segment> inOrder(MessageQuery query) {
		List<Segment> segments = new ArrayList<>(this.database.segments());
		if (query.order() == MessageQuery.Order.DESC) {
			Collections.reverse(segments);
		}
		return segments;
	}

	private void read(Segment segment, MessageQuery query, PageBuilder page) throws RocksDBException {
		boolean indexed = query.device() != null;
		byte[] prefix = indexed ? Keys.ofDevice(query.device()) : Keys.MESSAGE;
		try (RocksIterator iterator = this.database.iterator(indexed ? segment.index() : segment.messages())) {
			// After the iterator was made, so that they cover all that it sees.
			IdRange range = IdRange.of(query, segment.statistics());
			byte[] low = (range.low() != null) ? Keys.withId(prefix, range.low()) : prefix;
			byte[] high = (range.high() != null) ? Keys.withId(prefix, range.high()) : Keys.behind(prefix);
			boolean ascending = query.order() == MessageQuery.Order.ASC;
			if (ascending) {
				iterator.seek(low);
			}
			else {
				iterator.seekForPrev(high);
			}
			while (!page.isEnded() && iterator.isValid()) {
				byte[] key = iterator.key();
				if (ascending ? isBefore(high, key) : isBefore(key, low)) {
					break;
				}
				if (isBefore(key, high) && Keys.startsWith(key, prefix)) {
					look(segment, iterator, key, query, page);
				}
				if (ascending) {
					iterator.next();
				}
				else {
					iterator.prev();
				}
			}
			iterator.status();
		}
	}

	private void look(Segment segment, RocksIterator iterator, byte[] key, MessageQuery query, PageBuilder page)
			throws RocksDBException {
		MessageId id = Keys.idOf(key);
		byte[] value = (query.device() != null) ? this.database.get(segment.messages(), Keys.ofMessage(id.value()))
				: iterator.value();
		if (value != null) {
			page.look(id, MessageCodec.decode(id, value, query), value.length);
		}
	}

	private static boolean isBefore(byte[] one, byte[] other) {
		return Arrays.compareUnsigned(one, other) < 0;
	}

}
