/** What is asked of devices again and again: polls, by device pattern, tag or name. */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.NamedInterface("poll")
package io.wirepost.delivery.poll;
