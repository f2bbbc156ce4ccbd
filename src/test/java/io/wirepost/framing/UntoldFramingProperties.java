package io.wirepost.framing;

import java.util.Arrays;
import java.util.List;

import io.wirepost.harness.FuzzInput;
import io.wirepost.message.Payload;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for a framing whose bytes do not tell where a frame ends. */
record UntoldFramingProperties(Framing framing) {

	/** Longer than any gap that a test sets. */
	private static final long SILENCE_MILLIS = 1_000;

	void hold(FuzzInput input) {
		FuzzInput.Cut cut = input.cut();
		int silentAfter = 1 + input.number(4);
		byte[] bytes = input.rest();
		holdForReads(cut.apply(bytes), silentAfter, bytes);
		holdForPayload(Payload.copyOf(bytes));
	}

	/** No byte is lost, doubled or out of order, as long as nothing is rejected. */
	private void holdForReads(List<byte[]> reads, int silentAfter, byte[] bytes) {
		try (TestStream stream = new TestStream(this.framing)) {
			for (int i = 0; i < reads.size(); i++) {
				stream.read(reads.get(i));
				assertThat(stream.pendingBytes()).isLessThanOrEqualTo(this.framing.maxFrameSize());
				assertThat(stream.memory())
					.isLessThanOrEqualTo(4L * (this.framing.maxFrameSize() + reads.get(i).length) + 1024);
				if (i % silentAfter == 0) {
					stream.silence(SILENCE_MILLIS);
					assertThat(stream.pendingBytes()).isZero();
				}
			}
			stream.shutdownInput();
			assertThat(stream.frames())
				.allSatisfy((frame) -> assertThat(frame.size()).isBetween(1, this.framing.maxFrameSize()));
			assertThat(Arrays.copyOf(bytes, stream.joined().length)).isEqualTo(stream.joined());
			if (!stream.isLost()) {
				assertThat(stream.rejections()).isEmpty();
				assertThat(stream.joined()).isEqualTo(bytes);
			}
		}
	}

	private void holdForPayload(Payload payload) {
		try {
			byte[] wire = this.framing.encode(payload);
			assertThat(FramingDryRun.run(this.framing, List.of(wire)).frames()).containsExactly(payload);
		}
		catch (PayloadTooLargeException ex) {
			assertThat(payload.size()).isGreaterThan(this.framing.maxFrameSize());
		}
		catch (PayloadNotFrameableException ex) {
			assertThat(payload.size()).isZero();
		}
	}

}
