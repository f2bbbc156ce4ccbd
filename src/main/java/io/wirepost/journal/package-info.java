/**
 * Every message, in order, durable: the journal, its readers and followers, and the group
 * commit.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = { "message", "settings" })
package io.wirepost.journal;
