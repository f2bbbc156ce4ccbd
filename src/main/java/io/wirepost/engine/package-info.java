/**
 * Where things are kept and travel: each engine implements the interfaces of the
 * features.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "message", "settings", "connection",
		"connection :: presence", "protocol", "journal", "device", "delivery", "delivery :: poll", "forward",
		"forward :: topic", "forward :: webhook", "cluster", "cluster :: lease" })
package io.wirepost.engine;
