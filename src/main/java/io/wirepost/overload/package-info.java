/**
 * What is shed when there is too much load, and how much of what must not run out is
 * used.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "journal")
package io.wirepost.overload;
