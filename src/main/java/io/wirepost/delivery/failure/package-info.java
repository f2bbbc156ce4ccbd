/** Why a message is not sent, or what became of it is not known. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("failure")
package io.wirepost.delivery.failure;
