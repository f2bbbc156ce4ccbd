/** Messages as they come, to whoever follows: live streams. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("stream")
package io.wirepost.forward.stream;
