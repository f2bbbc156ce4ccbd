package io.wirepost.web;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of a list in JSON.
 *
 * @param next the cursor of the next page; null at the end
 */
record PageView<T>(List<T> items, @Nullable String next) {
}
