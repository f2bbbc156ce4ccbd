package io.wirepost.web.request;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wirepost.delivery.Outgoing;
import io.wirepost.message.Payload;
import io.wirepost.protocol.Step;
import io.wirepost.web.request.Content;
import io.wirepost.web.request.RequestFaults;
import org.jspecify.annotations.Nullable;

/**
 * A conversation to hold, in JSON.
 *
 * @param steps its steps, in order
 */
public record ExchangeRequest(@Nullable List<@Nullable StepRequest> steps) {

	/**
	 * Reads the steps.
	 * @param charset the charset of the device
	 */
	public List<Step> read(Charset charset, RequestFaults faults) {
		List<@Nullable StepRequest> given = (this.steps != null) ? this.steps : List.of();
		if (given.isEmpty() || given.size() > Step.MOST) {
			faults.add("steps", "give 1 to %d steps".formatted(Step.MOST));
			return List.of();
		}
		List<Step> read = new ArrayList<>();
		for (int i = 0; i < given.size(); i++) {
			Step step = read("steps[%d]".formatted(i), given.get(i), charset, faults);
			if (step != null) {
				read.add(step);
			}
		}
		Duration longest = read.stream().map(Step::within).reduce(Duration.ZERO, Duration::plus);
		if (longest.compareTo(Step.LONGEST) > 0) {
			faults.add("steps", "together they may take %d s; the most is %d s, so set within"
				.formatted(longest.toSeconds(), Step.LONGEST.toSeconds()));
		}
		return read;
	}

	private static @Nullable Step read(String name, @Nullable StepRequest step, Charset charset, RequestFaults faults) {
		if (step == null) {
			faults.add(name, "this step is null; give send, expect or both");
			return null;
		}
		Outgoing send = (step.send() != null) ? step.send().outgoing(charset, faults.within(name + ".send")) : null;
		Duration within = faults.duration(name + ".within", step.within(), Step.LONGEST);
		Payload payload = (send != null) ? send.payload() : null;
		if (step.send() != null && payload == null) {
			return null;
		}
		return faults.settings(name, () -> Step.of(payload, step.expect(), within));
	}

	/**
	 * One step.
	 *
	 * @param send what is sent; null to only wait
	 * @param expect an expression that is true for the frame that ends the step; null if
	 * it ends once its bytes are written
	 * @param within how long it may take; 5 s by default
	 */
	public record StepRequest(@Nullable Content send, @Nullable String expect, @Nullable String within) {
	}

}
