package io.wirepost.forward.webhook;

import java.time.Instant;

import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * A message that a receiver refused and that was skipped.
 *
 * @param device null where the message's connection has no device
 * @param at when it was refused last
 * @param status the status of the refusal
 * @param reason the first of the refusal's body, or a sentence where it has none
 */
public record DeadLetter(MessageId message, @Nullable DeviceId device, Instant at, int status, String reason) {
}
