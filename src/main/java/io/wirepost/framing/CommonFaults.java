package io.wirepost.framing;

import io.wirepost.settings.Faults;

/** Common settings that a framing cannot have, or not with these values. */
final class CommonFaults {

	private CommonFaults() {
	}

	static void check(Framing framing, CommonSettings common, Faults faults) {
		faults.that(common.minimum() <= framing.maxFrameSize(), "min-frame-size", "'%s' is above max-frame-size, %s",
				FrameLimit.word(common.minimum()), FrameLimit.word(framing.maxFrameSize()));
		if (framing instanceof Shape shape) {
			checkShape(shape, common, faults);
			return;
		}
		String why = "cannot be set here, because only time tells where a frame of raw and idle-gap ends";
		faults.that(common.trailer().isNone(), "trailer", why)
			.that(common.between().sequences().isEmpty(), "between", why);
	}

	private static void checkShape(Shape shape, CommonSettings common, Faults faults) {
		int kept = (!common.trailer().isNone() && common.keepsTrailer(shape)) ? common.trailer().length() : 0;
		int least = (shape instanceof FixedLengthFraming fixed) ? fixed.length()
				: (shape instanceof StartEndFraming one && !one.strip()) ? one.start().length() + one.end().length()
						: 0;
		faults.that((long) least + kept <= shape.maxFrameSize(), "max-frame-size",
				"is less than the %d bytes that a payload has at least, its trailer included", least + kept);
		if (shape instanceof StartEndFraming one && one.isFlagged()) {
			String why = "cannot be set where start and end are the same, because one can end a frame and begin the next";
			faults.that(common.magic().isAny(), "magic", why).that(common.trailer().isNone(), "trailer", why);
		}
		if (shape instanceof FirstOfFraming) {
			String why = "belongs to each of frames";
			faults.that(common.magic().isAny(), "magic", why)
				.that(common.trailer().isNone(), "trailer", why)
				.that(common.minimum() == 0, "min-frame-size", why);
		}
	}

}
