/**
 * Listeners, endpoints, and the devices on their connections: identification, presence.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "message", "settings", "network", "framing",
		"framing :: rejection", "protocol", "journal", "transport", "overload" })
package io.wirepost.connection;
