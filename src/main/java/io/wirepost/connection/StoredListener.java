package io.wirepost.connection;

import io.wirepost.settings.Settings;

/**
 * What is kept of a listener that was made at run time.
 *
 * @param name its name
 * @param settings as they were given: what they leave out has the default of the version
 * that reads them
 */
public record StoredListener(String name, Settings settings) {
}
