/**
 * Several replicas of Wirepost that share one database: who they are, which of them has a
 * device's connection, and which does what only one may do.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(
		allowedDependencies = { "message", "settings", "transport", "connection", "connection :: presence", "journal" })
package io.wirepost.cluster;
