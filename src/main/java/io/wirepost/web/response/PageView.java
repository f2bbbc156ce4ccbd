package io.wirepost.web.response;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of a list in JSON.
 *
 * @param next the cursor of the next page; null at the end
 */
public record PageView<T>(List<T> items, @Nullable String next) {
}
