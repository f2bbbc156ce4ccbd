/** When devices connect and disconnect, as records of the journal. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("presence")
package io.wirepost.connection.presence;
