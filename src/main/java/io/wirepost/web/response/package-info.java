/** How responses are written, also those that come later. */
@org.jspecify.annotations.NullMarked
package io.wirepost.web.response;
