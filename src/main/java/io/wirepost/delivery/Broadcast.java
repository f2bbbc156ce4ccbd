package io.wirepost.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * One payload for many devices: a delivery for each.
 *
 * @param id a UUID of version 7
 * @param createdAt when it was requested
 * @param deliveries how many devices it is for
 * @param failed to how many of them it could not even begin
 * @param statuses how many of its deliveries have which status now; those that retention
 * has dropped count no more
 */
public record Broadcast(UUID id, Instant createdAt, int deliveries, int failed, Map<Delivery.Status, Long> statuses) {
}
