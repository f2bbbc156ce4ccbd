package io.wirepost.delivery.poll;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

import io.wirepost.delivery.Deliveries;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.Outgoing;
import io.wirepost.delivery.SendOptions;
import io.wirepost.device.DeviceUnknownException;
import io.wirepost.message.DeviceId;
import io.wirepost.protocol.StepSettings;
import io.wirepost.delivery.failure.DeviceNotConnectedException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Sends a poll's message to a device, unless its last one is still under way there. At
 * most {@value #MOST} are under way in all, so that callers have room beside them; what
 * is more is skipped.
 * <p>
 * Sends are begun on one thread, and may read the store; they end on any.
 */
@Component
class PollSender {

	/** Half of what may be under way without waiting for its device. */
	static final int MOST = 10_000;

	private final Deliveries deliveries;

	/** Taken off when a send ends, whether its poll is still there or not. */
	private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();

	PollSender(Deliveries deliveries) {
		this.deliveries = deliveries;
	}

	void send(String poll, PollSettings settings, DeviceId device, PollFigures figures) {
		UnderWay one = new UnderWay(poll, device);
		if (this.underWay.size() >= MOST || !this.underWay.add(one)) {
			figures.skipped(1);
			return;
		}
		try {
			this.deliveries.send(device, outgoing(settings.send(), device), options(settings))
				.whenComplete((delivery, failure) -> {
					this.underWay.remove(one);
					ended(device, delivery, failure, figures);
				});
		}
		catch (DeviceNotConnectedException | DeviceUnknownException ex) {
			// It has left since the round began: nothing is sent to a device that is
			// away.
			this.underWay.remove(one);
		}
		catch (RuntimeException ex) {
			this.underWay.remove(one);
			figures.failed("for device " + device, ex);
		}
	}

	private Outgoing outgoing(StepSettings.Send send, DeviceId device) {
		if (send.text() == null) {
			return new Outgoing(send.payload(StandardCharsets.UTF_8), null);
		}
		Charset charset = this.deliveries.charset(device);
		return new Outgoing(send.payload(charset), charset);
	}

	private static SendOptions options(PollSettings settings) {
		return new SendOptions(settings.awaitReply(), null, null, null, null);
	}

	private static void ended(DeviceId device, @Nullable Delivery delivery, @Nullable Throwable failure,
			PollFigures figures) {
		if (delivery == null) {
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			figures.failed("for device " + device, (cause != null) ? cause : new IllegalStateException("no outcome"));
			return;
		}
		if (delivery.writtenAt() != null) {
			figures.sent();
		}
		switch (delivery.status()) {
			case REPLIED -> figures.replied();
			case WRITTEN -> {
				// That is all that was asked for.
			}
			default -> figures.failed();
		}
	}

	/** A message that is not written or replied to yet. */
	private record UnderWay(String poll, DeviceId device) {
	}

}
