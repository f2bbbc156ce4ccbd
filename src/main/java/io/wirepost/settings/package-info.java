/**
 * Binds names and values from the configuration or a request to typed records, or says in
 * sentences what is wrong.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package io.wirepost.settings;
