/** Live streams: messages to clients as they come. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("stream")
package io.wirepost.forward.stream;
