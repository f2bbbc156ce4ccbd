/** Messages to a topic of a broker. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("topic")
package io.wirepost.forward.topic;
