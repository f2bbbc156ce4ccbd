/** The REST facade. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "message", "settings", "framing",
		"framing :: rejection", "connection", "cluster", "cluster :: lease", "protocol", "transport", "overload",
		"device", "journal", "delivery", "delivery :: reply", "delivery :: failure", "delivery :: poll",
		"forward :: stream", "forward :: webhook", "security", "security :: audit" })
package io.wirepost.web;
