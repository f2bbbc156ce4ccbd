/** Bytes to frames and back. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "settings", "message" })
package io.wirepost.framing;
