/** Who may call what. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(
		allowedDependencies = { "message", "settings", "network", "connection", "delivery" })
package io.wirepost.security;
