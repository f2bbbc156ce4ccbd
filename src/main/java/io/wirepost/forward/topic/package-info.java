/** Messages to a topic. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("topic")
package io.wirepost.forward.topic;
