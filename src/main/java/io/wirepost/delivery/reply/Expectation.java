package io.wirepost.delivery.reply;

/**
 * The reply that a request expects. Two requests that expect the same one cannot be told
 * apart by their replies, so they are sent one after the other.
 *
 * @param matcher how replies are matched to requests
 * @param correlationId the correlation id that the reply carries
 */
public record Expectation(ReplyMatcher matcher, String correlationId) {
}
