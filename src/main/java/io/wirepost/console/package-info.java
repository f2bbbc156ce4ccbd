/** The console: a page over the HTTP API, and how it is served. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "security")
package io.wirepost.console;
