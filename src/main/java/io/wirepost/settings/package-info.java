/**
 * Names and words from the configuration or a request, turned into typed records or into
 * sentences that say what is wrong.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package io.wirepost.settings;
