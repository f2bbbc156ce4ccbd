package io.wirepost.delivery.reply;

/**
 * The answer that a request calls for. Two requests that call for the same one cannot be
 * told apart by their answers, so they go one after the other.
 *
 * @param matcher how answers find their requests
 * @param token what the answer carries
 */
public record Expectation(ReplyMatcher matcher, String token) {
}
