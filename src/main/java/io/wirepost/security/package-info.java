/** Who may call what. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(
		allowedDependencies = { "message", "settings", "network", "connection", "cluster", "delivery" })
package io.wirepost.security;
