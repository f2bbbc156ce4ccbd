package io.wirepost.connection;

import io.wirepost.settings.Settings;

/**
 * A stored listener, created at run time.
 *
 * @param name its name
 * @param settings as given: what is not set has the default of the version that reads
 * them
 */
public record StoredListener(String name, Settings settings) {
}
