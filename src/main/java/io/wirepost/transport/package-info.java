/**
 * Sockets under Spring Integration's adapters: connection factories on Netty, the
 * handlers of a channel's pipeline, flow control, deadlines, writing.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(
		allowedDependencies = { "message", "settings", "framing", "framing :: rejection", "journal", "overload" })
package io.wirepost.transport;
