/** Sockets and who is on them: listeners, endpoints, identification, limits. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "message", "settings", "framing", "journal" })
package io.wirepost.connection;
