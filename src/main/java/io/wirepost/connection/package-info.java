/** Listeners, endpoints, and who is on their connections: identification, presence. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(
		allowedDependencies = { "message", "settings", "framing", "journal", "transport", "overload" })
package io.wirepost.connection;
