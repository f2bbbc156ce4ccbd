package io.wirepost.web;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some of a list.
 *
 * @param next the cursor to read on with; null at the end
 */
record Page<T>(List<T> items, @Nullable String next) {
}
