package io.wirepost.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.wirepost.message.Payload;
import io.wirepost.protocol.FrameOutcome;
import io.wirepost.protocol.Protocol;
import io.wirepost.protocol.ProtocolSession;
import org.jspecify.annotations.Nullable;

/**
 * Says what the server will answer to a frame: what the protocol answers. It is asked at
 * several times and with another counter of frames, to know which bytes depend on them.
 * One for each connection.
 */
final class Oracle {

	/** No two have the same digits. */
	private static final List<Instant> OTHER_TIMES = List.of(Instant.parse("1970-01-01T00:00:00Z"),
			Instant.parse("1999-12-31T23:59:59Z"), Instant.parse("2088-08-18T18:48:37Z"));

	private final Protocol protocol;

	private final ProtocolSession session;

	private final List<ProtocolSession> others = new ArrayList<>();

	Oracle(Protocol protocol) {
		this.protocol = protocol;
		this.session = new ProtocolSession(protocol);
		if (protocol.answers()) {
			for (int i = 0; i < OTHER_TIMES.size(); i++) {
				ProtocolSession other = new ProtocolSession(protocol);
				// One frame more each, so that the counter is another.
				for (int j = 0; j <= i; j++) {
					other.written();
				}
				this.others.add(other);
			}
		}
	}

	/** The server has written a request. */
	void requested() {
		this.session.written();
		this.others.forEach(ProtocolSession::written);
	}

	/** The acknowledgement of a frame that was sent now; null for none. */
	@Nullable ExpectedAnswer of(Payload payload, long sentAt) {
		if (!this.protocol.answers()) {
			return null;
		}
		byte[] answer = answer(this.session, payload, Instant.now());
		boolean[] varies = new boolean[(answer != null) ? answer.length : 0];
		for (int i = 0; i < this.others.size(); i++) {
			byte[] other = answer(this.others.get(i), payload, OTHER_TIMES.get(i));
			for (int j = 0; answer != null && j < answer.length; j++) {
				varies[j] |= other == null || j >= other.length || other[j] != answer[j];
			}
		}
		return (answer != null) ? new ExpectedAnswer(answer, varies, sentAt) : null;
	}

	private byte @Nullable [] answer(ProtocolSession one, Payload payload, Instant now) {
		if (one.read(payload, true, now) instanceof FrameOutcome.Read read) {
			if (read.device() != null && !this.protocol.identification().isEveryFrame()) {
				one.identify(read.device());
			}
			Payload answer = read.reading().interpretation().answer();
			return (answer != null) ? answer.toByteArray() : null;
		}
		return null;
	}

}
