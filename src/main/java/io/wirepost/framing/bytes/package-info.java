/**
 * Byte patterns and fields on the wire: what they look like as settings, and where they
 * are in a buffer. Knows no framing.
 */
@org.jspecify.annotations.NullMarked
package io.wirepost.framing.bytes;
