/**
 * Forwards messages: what the stream, webhooks and the topic share. A forwarder has a
 * cursor, and a thread that sends batches to its destination.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(
		allowedDependencies = { "message", "settings", "journal", "network", "cluster :: lease" })
package io.wirepost.forward;
