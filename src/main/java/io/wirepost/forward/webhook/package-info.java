/** Webhooks: messages to configured receivers, by HTTP. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("webhook")
package io.wirepost.forward.webhook;
