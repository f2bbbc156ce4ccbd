/** Live streams of messages to HTTP clients. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("stream")
package io.wirepost.forward.stream;
