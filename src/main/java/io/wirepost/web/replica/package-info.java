/** Requests from one replica to another, and lists that span all of them. */
@org.jspecify.annotations.NullMarked
package io.wirepost.web.replica;
