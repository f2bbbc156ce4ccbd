/** Who may call what. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "settings", "connection" })
package io.wirepost.security;
