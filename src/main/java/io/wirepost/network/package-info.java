/**
 * Addresses: networks, those that need to be named, and which targets may be dialled.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package io.wirepost.network;
