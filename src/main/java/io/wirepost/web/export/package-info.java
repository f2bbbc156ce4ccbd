/** Messages as files: NDJSON, CSV and pcapng. */
@org.jspecify.annotations.NullMarked
package io.wirepost.web.export;
