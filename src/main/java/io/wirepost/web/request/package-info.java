/** Reads requests of the REST facade, and says what is wrong with them. */
@org.jspecify.annotations.NullMarked
package io.wirepost.web.request;
