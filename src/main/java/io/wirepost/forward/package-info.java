/** Handing messages on: the live stream, webhooks, a topic. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "message", "settings", "journal" })
package io.wirepost.forward;
