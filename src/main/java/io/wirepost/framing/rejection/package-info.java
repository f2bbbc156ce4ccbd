/**
 * Bytes that are not a frame: why they are refused, and how decoding goes on behind them.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("rejection")
package io.wirepost.framing.rejection;
