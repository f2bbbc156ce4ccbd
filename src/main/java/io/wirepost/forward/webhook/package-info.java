/** Messages to the receivers of the configuration, by HTTP. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("webhook")
package io.wirepost.forward.webhook;
