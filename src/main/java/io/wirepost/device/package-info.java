/** The devices we know: tags, endpoint, presence. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(
		allowedDependencies = { "message", "settings", "transport", "connection", "cluster", "journal" })
package io.wirepost.device;
