/** A PostgreSQL database, version 14 or later, that several processes may share. */
@org.jspecify.annotations.NullMarked
package io.wirepost.engine.postgres;
