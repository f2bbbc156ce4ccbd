/** What devices say and are told: messages, device ids, payloads, positions. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package io.wirepost.message;
