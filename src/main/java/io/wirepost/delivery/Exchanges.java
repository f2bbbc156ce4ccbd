package io.wirepost.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.wirepost.connection.Conversation;
import io.wirepost.delivery.reply.Exchange;
import io.wirepost.delivery.reply.ExchangeRun;
import io.wirepost.device.DeviceUnknownException;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceId;
import io.wirepost.message.TraceParent;
import io.wirepost.protocol.Step;
import io.wirepost.delivery.failure.DeviceNotConnectedException;
import io.wirepost.delivery.failure.QueueFullException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Holds conversations with devices: each has its turn in the queue of its device, and
 * nothing else is sent to that meanwhile. Safe for all threads; what reads the store is
 * not for event loops.
 */
@Component
public class Exchanges {

	/** How long a caller waits until all messages of an exchange are durable. */
	private static final Duration KEEP = Duration.ofSeconds(5);

	private final Routes routes;

	private final Admission admission;

	private final DeviceQueues queues;

	private final Timers timers;

	Exchanges(Routes routes, Admission admission, DeviceQueues queues, Timers timers) {
		this.routes = routes;
		this.admission = admission;
		this.queues = queues;
		this.timers = timers;
	}

	/**
	 * Begins an exchange, or puts it behind what is under way to the device.
	 * @param trace the trace of the request; null for none
	 * @throws DeviceUnknownException if there is no such device
	 * @throws DeviceNotConnectedException if it is away
	 * @throws io.wirepost.framing.PayloadTooLargeException if a frame cannot hold what a
	 * step sends
	 * @throws io.wirepost.framing.PayloadNotFrameableException if it is not one frame
	 * @throws QueueFullException if too much waits already
	 * @throws JournalUnavailableException if the journal cannot be written now
	 */
	public Running begin(DeviceId device, List<Step> steps, @Nullable TraceParent trace) {
		if (!this.routes.isReachable(device)) {
			this.routes.require(device);
			throw Routes.away(device);
		}
		steps.stream()
			.map(Step::send)
			.filter(Objects::nonNull)
			.forEach((payload) -> this.routes.checkNow(device, payload));
		this.admission.checkJournal();
		ExchangeRun run = new ExchangeRun(this.admission.newId(), device, steps, trace);
		PendingDelivery one = this.admission.start(run, longest(steps), () -> this.routes.to(device));
		one.receipt.end.whenComplete((delivery, failure) -> {
			if (failure != null) {
				run.outcome().completeExceptionally(failure);
			}
			else if (delivery.status() == Delivery.Status.CANCELLED) {
				run.outcome().complete(new Exchange(run.id(), device, Conversation.End.CANCELLED, List.of()));
			}
			else {
				this.timers.after(KEEP, () -> run.outcome()
					.completeExceptionally(new JournalUnavailableException(
							"The exchange is over, but its messages could not be stored yet; Wirepost keeps trying")));
			}
		});
		return new Running(run.outcome(), () -> cancel(one, run));
	}

	private static Duration longest(List<Step> steps) {
		return steps.stream().map(Step::within).reduce(Duration.ZERO, Duration::plus);
	}

	private void cancel(PendingDelivery one, ExchangeRun run) {
		run.cancel();
		this.queues.takeBack(one);
	}

	/**
	 * An exchange under way.
	 *
	 * @param outcome completes with any outcome; or with one of the exceptions above if
	 * nothing was begun
	 * @param cancel lets no further step begin
	 */
	public record Running(CompletableFuture<Exchange> outcome, Runnable cancel) {
	}

}
