/** Getting one message to one device, and its answer back. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "message", "settings", "framing", "transport",
		"connection", "cluster", "cluster :: lease", "protocol", "protocol :: expression", "device", "journal" })
package io.wirepost.delivery;
