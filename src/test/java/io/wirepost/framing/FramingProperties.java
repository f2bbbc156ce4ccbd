package io.wirepost.framing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.wirepost.framing.rejection.Rejection;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.harness.FuzzInput;
import io.wirepost.message.Payload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for a framing whatever bytes come.
 *
 * @param around the most bytes that are held beside a payload's own
 */
record FramingProperties(Framing framing, int around) {

	/** The rest of the input is both a stream of bytes and two payloads. */
	void hold(FuzzInput input) {
		FuzzInput.Cut cut = input.cut();
		int first = input.number(256);
		byte[] bytes = input.rest();
		first = Math.min(first, bytes.length);
		holdFor(cut, bytes);
		holdFor(cut, Payload.copyOf(Arrays.copyOf(bytes, first)),
				Payload.copyOf(Arrays.copyOfRange(bytes, first, bytes.length)));
	}

	private void holdFor(FuzzInput.Cut cut, byte[] bytes) {
		List<Object> whole = outcome(List.of(bytes));
		assertThat(outcome(cut.apply(bytes))).as("%s cut by %s", this.framing, cut).isEqualTo(whole);
		assertThat(outcome(new FuzzInput.Cut(1, 0).apply(bytes))).as("%s byte by byte", this.framing).isEqualTo(whole);
	}

	/** Payloads that the framing takes come out as they went in, and nothing else. */
	void holdFor(FuzzInput.Cut cut, Payload... payloads) {
		List<Payload> taken = new ArrayList<>();
		List<byte[]> wires = new ArrayList<>();
		for (Payload payload : payloads) {
			try {
				byte[] wire = this.framing.encode(payload);
				assertThat(outcome(List.of(wire))).as("%s on its own", this.framing).containsExactly(payload);
				wires.add(wire);
				taken.add(payload);
			}
			catch (PayloadTooLargeException ex) {
				assertThat(payload.size()).isGreaterThan(this.framing.maxFrameSize());
			}
			catch (PayloadNotFrameableException ex) {
				assertThat(ex.offset()).isBetween(0, payload.size());
			}
		}
		byte[] wire = FramingContract.join(wires.toArray(byte[][]::new));
		assertThat(outcome(cut.apply(wire))).as("%s cut by %s", this.framing, cut).isEqualTo(taken);
	}

	/** What comes of these reads and the end behind them, however they are cut. */
	private List<Object> outcome(List<byte[]> reads) {
		try (TestStream stream = new TestStream(this.framing)) {
			for (byte[] read : reads) {
				stream.read(read);
				assertThat(stream.pendingBytes()).isLessThanOrEqualTo(this.framing.maxFrameSize() + this.around);
				// What is held lies in the buffers that it came in, and is copied
				// together.
				assertThat(stream.memory())
					.isLessThanOrEqualTo(4L * (this.framing.maxFrameSize() + this.around + read.length) + 1024);
			}
			triedWithoutAConnection(reads, stream);
			stream.shutdownInput();
			assertThat(stream.frames())
				.allSatisfy((frame) -> assertThat(frame.size()).isLessThanOrEqualTo(this.framing.maxFrameSize()));
			return stream.received().stream().filter((one) -> !isNoise(one)).map(FramingProperties::told).toList();
		}
	}

	private void triedWithoutAConnection(List<byte[]> reads, TestStream stream) {
		FramingDryRun.Result result = FramingDryRun.run(this.framing, reads);
		assertThat(result.frames()).isEqualTo(stream.frames());
		assertThat(result.leftover().size()).isEqualTo(stream.pendingBytes());
		assertThat(result.rejection()).isEqualTo(stream.rejections().stream().findFirst().orElse(null));
	}

	/** Bytes that a stream survives are rejected in as many parts as they are read in. */
	private boolean isNoise(Object one) {
		return one instanceof Rejection rejection && !rejection.fatal()
				&& (rejection.reason() == Reason.GARBAGE || this.framing.settings().value("resync").isPresent());
	}

	private static Object told(Object one) {
		if (!(one instanceof Rejection rejection)) {
			return one;
		}
		// Where a run of garbage became too long is a matter of where its reads end.
		return (rejection.reason() == Reason.GARBAGE) ? Reason.GARBAGE
				: rejection.reason() + " at " + rejection.offset();
	}

}
