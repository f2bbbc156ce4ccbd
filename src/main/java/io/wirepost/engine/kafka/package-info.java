/** Kafka as the topic that messages are forwarded to. */
@org.jspecify.annotations.NullMarked
package io.wirepost.engine.kafka;
