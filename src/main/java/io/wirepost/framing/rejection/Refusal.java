package io.wirepost.framing.rejection;

import java.util.function.Supplier;

import io.wirepost.framing.rejection.Rejection.Reason;

/**
 * Why the bytes at the front are not a frame.
 *
 * @param detail makes the sentence of the rejection; most refusals are part of a run that
 * has one already
 * @param looked how many of the bytes were looked at to know
 */
public record Refusal(Reason reason, Supplier<String> detail, int looked) {
}
