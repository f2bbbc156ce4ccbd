/** Every message, in order, kept. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "message", "settings" })
package io.wirepost.journal;
