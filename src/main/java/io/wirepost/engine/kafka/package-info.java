/** A topic of Kafka that messages are handed on to. */
@org.jspecify.annotations.NullMarked
package io.wirepost.engine.kafka;
