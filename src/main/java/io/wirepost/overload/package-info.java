/**
 * What is shed under overload, and how much of each resource is in use.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "journal")
package io.wirepost.overload;
