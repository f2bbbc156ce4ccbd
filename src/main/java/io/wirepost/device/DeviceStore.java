package io.wirepost.device;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * Reads the devices that are kept. {@link Change changes} are written by
 * {@link io.wirepost.journal.GroupCommit}, in one batch with messages. Safe for all
 * threads; touches a disk or a network, so not for event loops.
 */
public interface DeviceStore {

	/** The most devices that are remembered because they were seen. */
	long MOST = 1_000_000;

	Optional<StoredDevice> find(DeviceId id);

	/** Devices in the order of their ids, by the bytes of the id. */
	StoredDevices list(Query query);

	/** How many devices are kept. Does not block. */
	long count();

	/**
	 * Which devices to list.
	 *
	 * @param tag only those with this tag; null for all
	 * @param after the last id already seen; null to begin
	 * @param limit at most so many, at least 1
	 */
	record Query(@Nullable String tag, @Nullable DeviceId after, int limit) {

		public Query {
			if (limit < 1) {
				throw new IllegalArgumentException("The limit %d is not at least 1".formatted(limit));
			}
		}

	}

	/**
	 * Some devices.
	 *
	 * @param items may be fewer than the limit, or none, while there are more: a page
	 * also ends when it has looked at many devices without the tag
	 * @param next the id to go on behind: all up to it were looked at; null at the end
	 */
	record StoredDevices(List<StoredDevice> items, @Nullable DeviceId next) {

		public StoredDevices {
			items = List.copyOf(items);
		}

	}

	/** A change of one device; answered with {@link Changed}. */
	sealed interface Change extends io.wirepost.journal.Change {

		DeviceId id();

		/**
		 * What it makes of a device.
		 * @param before null if there is none
		 * @return null if there is none then
		 */
		@Nullable StoredDevice apply(@Nullable StoredDevice before);

		/**
		 * What a user says of a device.
		 *
		 * @param at when, which is when it was made if it is new
		 */
		record Put(DeviceId id, SortedSet<String> tags, @Nullable Map<String, String> endpoint,
				@Nullable Map<String, String> reply, Instant at) implements Change {

			@Override
			public StoredDevice apply(@Nullable StoredDevice before) {
				return (before == null)
						? new StoredDevice(this.id, this.tags, this.endpoint, this.reply, this.at, null, null, null)
						: new StoredDevice(this.id, this.tags, this.endpoint, this.reply, before.createdAt(),
								before.lastSeenAt(), before.listener(), before.charset());
			}

		}

		/**
		 * A device came or went. One that came is remembered, unless
		 * {@value DeviceStore#MOST} are already.
		 *
		 * @param arrived whether it came; otherwise a device that is not kept stays so
		 * @param at when it was last heard
		 * @param listener the listener it came through; null if it was dialled
		 * @param charset the charset it speaks
		 */
		record Seen(DeviceId id, boolean arrived, Instant at, @Nullable String listener,
				String charset) implements Change {

			@Override
			public @Nullable StoredDevice apply(@Nullable StoredDevice before) {
				if (before == null) {
					return this.arrived ? new StoredDevice(this.id, Collections.emptySortedSet(), null, null, this.at,
							this.at, this.listener, this.charset) : null;
				}
				return new StoredDevice(this.id, before.tags(), before.endpoint(), before.reply(), before.createdAt(),
						this.at, this.listener, this.charset);
			}

		}

		/** A device is forgotten; nothing happens if there is none. */
		record Remove(DeviceId id) implements Change {

			@Override
			public @Nullable StoredDevice apply(@Nullable StoredDevice before) {
				return null;
			}

		}

	}

	/**
	 * What a change made of a device.
	 *
	 * @param before null if there was none
	 * @param after null if there is none
	 */
	record Changed(@Nullable StoredDevice before, @Nullable StoredDevice after) {
	}

}
