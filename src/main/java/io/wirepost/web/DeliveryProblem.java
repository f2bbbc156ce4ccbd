package io.wirepost.web;

import java.util.LinkedHashMap;
import java.util.Map;

import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.reply.ReplyEnd;
import io.wirepost.web.request.Problem;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The problem of a delivery that was not written, or not replied to. */
final class DeliveryProblem {

	private DeliveryProblem() {
	}

	static ProblemDetail of(Delivery delivery) {
		if (delivery.status() == Delivery.Status.REPLY_TIMEOUT) {
			return problem(HttpStatus.GATEWAY_TIMEOUT, "reply-timeout", "No reply in time", delivery,
					noReply(delivery));
		}
		String failure = String.valueOf(delivery.failure());
		return switch (failure) {
			case "write-timeout" -> problem(HttpStatus.GATEWAY_TIMEOUT, "write-timeout",
					"The device did not read in time", delivery,
					"The device did not read the message within its write deadline (timeouts.write); its connection "
							+ "is closed, and part of the message may have reached it");
			case "unknown-outcome" ->
				problem(HttpStatus.GATEWAY_TIMEOUT, "unknown-outcome", "Unknown outcome", delivery,
						"Wirepost stopped while it sent the message; the message may have reached the device, and "
								+ "is not sent again");
			default -> problem(HttpStatus.CONFLICT, "device-not-connected", "The message did not reach the device",
					delivery, "The message was not sent completely: " + failure, "reason", failure);
		};
	}

	private static String noReply(Delivery delivery) {
		if (delivery.failure() == null) {
			return "The message was written, but no reply came in time; if one arrives later, it is stored and "
					+ "marked with this deliveryId";
		}
		return switch (delivery.failure()) {
			case "connection-closed" ->
				"The message was written, but the device closed the connection before it replied";
			case "reply-too-long" ->
				"The message was written, but its reply did not end within %d frames or %d bytes; what came is stored and marked with this deliveryId"
					.formatted(ReplyEnd.MOST_FRAMES, ReplyEnd.MOST_BYTES);
			default -> "The message was written, but it has no reply: " + delivery.failure();
		};
	}

	private static ProblemDetail problem(HttpStatus status, String name, String title, Delivery delivery, String detail,
			String... property) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("deliveryId", delivery.id());
		if (property.length == 2) {
			properties.put(property[0], property[1]);
		}
		return Problem.of(status, name, title, detail, properties);
	}

}
