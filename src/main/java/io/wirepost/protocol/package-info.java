/**
 * What a device speaks, declared: framing, identification, rules, answers, examples.
 * Knows no connection: it is given frames, and says what they are.
 */
@org.jspecify.annotations.NullMarked
@org.springframework.modulith.ApplicationModule(
		allowedDependencies = { "message", "settings", "framing", "framing :: checksum", "framing :: rejection" })
package io.wirepost.protocol;
