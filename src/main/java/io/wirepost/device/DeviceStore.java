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
 * Reads the records of devices. {@link Change Changes} are written by
 * {@link io.wirepost.journal.GroupCommit}, in one batch with messages. Safe for all
 * threads; touches a disk or a network, so not for event loops.
 */
public interface DeviceStore {

	/** The most devices that are stored because they connected. */
	long MOST = 1_000_000;

	Optional<StoredDevice> find(DeviceId id);

	/** Lists devices in the order of the bytes of their ids. */
	StoredDevices list(Query query);

	/** The number of stored devices. Does not block. */
	long count();

	/**
	 * Which devices to list.
	 *
	 * @param tag only those with this tag; null for all
	 * @param after the last id of the page before; null to begin
	 * @param limit the most devices, at least 1
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
	 * also ends after many devices without the tag
	 * @param next the id to continue after: all up to it were read; null at the end
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
		 * Applies the change to a record.
		 * @param before the record; null for none
		 * @return the new record; null for none
		 */
		@Nullable StoredDevice apply(@Nullable StoredDevice before);

		/**
		 * A device was put.
		 *
		 * @param secretSha256 the SHA-256 of its secret, in hexadecimal digits; empty for
		 * none, null for the one it has
		 * @param at when; for a new device the time of its creation
		 */
		record Put(DeviceId id, SortedSet<String> tags, @Nullable Map<String, String> endpoint,
				@Nullable Map<String, String> reply, @Nullable String secretSha256, Instant at) implements Change {

			@Override
			public StoredDevice apply(@Nullable StoredDevice before) {
				return (before == null)
						? new StoredDevice(this.id, this.tags, this.endpoint, this.reply, this.at, null, null, null,
								true, secret(null))
						: new StoredDevice(this.id, this.tags, this.endpoint, this.reply, before.createdAt(),
								before.lastSeenAt(), before.listener(), before.charset(), true,
								secret(before.secretSha256()));
			}

			private @Nullable String secret(@Nullable String before) {
				return (this.secretSha256 == null) ? before : this.secretSha256.isEmpty() ? null : this.secretSha256;
			}

			/** The secret's hash stays out of logs. */
			@Override
			public String toString() {
				return "Put of " + this.id;
			}

		}

		/**
		 * A device connected, disconnected, or was heard. One that connects is stored,
		 * unless {@value DeviceStore#MOST} are already.
		 *
		 * @param arrived whether it connected; otherwise a device without a record gets
		 * none
		 * @param at when it was last heard
		 * @param listener the listener of its connection; null if it was dialled
		 * @param charset the charset of its connection
		 */
		record Seen(DeviceId id, boolean arrived, Instant at, @Nullable String listener,
				String charset) implements Change {

			@Override
			public @Nullable StoredDevice apply(@Nullable StoredDevice before) {
				if (before == null) {
					return this.arrived ? new StoredDevice(this.id, Collections.emptySortedSet(), null, null, this.at,
							this.at, this.listener, this.charset, false, null) : null;
				}
				return new StoredDevice(this.id, before.tags(), before.endpoint(), before.reply(), before.createdAt(),
						this.at, this.listener, this.charset, before.known(), before.secretSha256());
			}

		}

		/** The record of a device is removed, if there is one. */
		record Remove(DeviceId id) implements Change {

			@Override
			public @Nullable StoredDevice apply(@Nullable StoredDevice before) {
				return null;
			}

		}

	}

	/**
	 * The effect of a change.
	 *
	 * @param before null if there was none
	 * @param after null if there is none
	 */
	record Changed(@Nullable StoredDevice before, @Nullable StoredDevice after) {
	}

}
