/**
 * The command {@code simulate}: devices that dial a Wirepost, say what their protocol's
 * examples say, and count what they are answered. Knows no part of the running service.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "message", "settings", "framing", "protocol" })
package io.wirepost.simulator;
