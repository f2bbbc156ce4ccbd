/** Checksums by name: CRCs of the reveng catalogue, and sums of bytes. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("checksum")
package io.wirepost.framing.checksum;
