package io.wirepost.web;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import io.wirepost.connection.RejectedBytes;
import io.wirepost.framing.rejection.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * Rejected bytes in JSON.
 *
 * @param offset where they begin, counted from the connection's first byte
 * @param size their number
 * @param hex the first of them
 */
record RejectionView(long number, Instant at, @Nullable String listener, UUID connectionId, @Nullable String deviceId,
		String remoteAddress, String reason, String detail, long offset, long size, String hex) {

	static RejectionView of(RejectedBytes rejected) {
		Rejection rejection = rejected.rejection();
		return new RejectionView(rejected.number(), rejected.at(), rejected.listener(), rejected.connectionId(),
				rejected.device(), rejected.remoteAddress(), word(rejection.reason()), rejection.detail(),
				rejection.offset(), rejection.size(), rejection.first().toHex(Rejection.HEAD_BYTES));
	}

	static String word(Rejection.Reason reason) {
		return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
