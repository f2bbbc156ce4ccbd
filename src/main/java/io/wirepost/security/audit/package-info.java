/** One line for each thing that callers do. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("audit")
package io.wirepost.security.audit;
