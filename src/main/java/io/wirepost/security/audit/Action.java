package io.wirepost.security.audit;

import org.jspecify.annotations.Nullable;

/**
 * What a request is about.
 *
 * @param word such as {@code device.put}
 * @param target the id or name in its path; null for none
 * @param changes whether it changes something or sends, or takes much away
 */
record Action(String word, @Nullable String target, boolean changes) {
}
