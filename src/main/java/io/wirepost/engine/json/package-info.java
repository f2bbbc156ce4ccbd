/** The forms in which engines store records, whatever the database. */
@org.jspecify.annotations.NullMarked
package io.wirepost.engine.json;
