/**
 * Work that one replica of all does at a time. A lease is renewed by counting: others
 * take it when it was given back, its holder does not live, or the count stands still.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("lease")
package io.wirepost.cluster.lease;
