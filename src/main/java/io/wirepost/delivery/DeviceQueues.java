package io.wirepost.delivery;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.wirepost.cluster.InFlight;
import io.wirepost.connection.Connection;
import io.wirepost.connection.ConnectionObserver;
import io.wirepost.delivery.reply.AwaitedReplies;
import io.wirepost.message.DeviceId;

import org.springframework.stereotype.Component;

/**
 * A queue for each device, or connection without one, that something is under way to or
 * waits for; so as many as there may be deliveries. Told by the connections who comes and
 * goes. Safe for all threads; does not block.
 */
@Component
class DeviceQueues implements ConnectionObserver, InFlight {

	/** By device id, or by the id of a connection that has no device. */
	private final Map<Object, QueueRunner> byTarget = new ConcurrentHashMap<>();

	private final Timers timers;

	private final DeliveryWriter records;

	private final AwaitedReplies replies;

	private final QueueSharing sharing;

	private final Routes routes;

	DeviceQueues(Timers timers, DeliveryWriter records, AwaitedReplies replies, QueueSharing sharing, Routes routes) {
		this.sharing = sharing;
		this.timers = timers;
		this.records = records;
		this.replies = replies;
		this.routes = routes;
	}

	/**
	 * Takes a delivery to the end of its queue.
	 * @param target the device's id, or that of a connection without one
	 */
	void submit(Object target, PendingDelivery one) {
		enter(target, one, new DeliveryEvent.Submitted(one));
	}

	/** Takes a delivery that waited when the process last ended. */
	void restore(DeviceId device, PendingDelivery one) {
		enter(device, one, new DeliveryEvent.Restored(one, this.routes.isDialled(device)));
	}

	private void enter(Object target, PendingDelivery one, DeliveryEvent event) {
		QueueRunner runner;
		do {
			runner = this.byTarget.computeIfAbsent(target, this::runner);
			one.receipt.runner = runner;
		}
		while (!runner.post(event));
	}

	private QueueRunner runner(Object target) {
		QueueRunner[] self = new QueueRunner[1];
		BooleanSupplier dialled = () -> target instanceof DeviceId device && this.routes.isDialled(device);
		self[0] = new QueueRunner(this.timers, this.records, this.replies, this.sharing, dialled,
				() -> this.byTarget.remove(target, self[0]));
		return self[0];
	}

	/** Sends what waits for a device, if it can be reached now. */
	void wake(DeviceId device) {
		post(device, new DeliveryEvent.Came());
	}

	/**
	 * Takes a delivery back that waits.
	 * @return completes with false if it does not wait any more
	 */
	CompletableFuture<Boolean> takeBack(PendingDelivery one) {
		QueueRunner runner = one.receipt.runner;
		return ask((question) -> runner != null && runner.post(new DeliveryEvent.TakeBack(one, question)), false);
	}

	/**
	 * Takes back whatever waits for a device.
	 * @return completes with what was taken back
	 */
	CompletableFuture<List<PendingDelivery>> takeBackAll(DeviceId device) {
		return ask((question) -> post(device, new DeliveryEvent.TakeBackAll(question)), List.of());
	}

	private static <T> CompletableFuture<T> ask(Function<CompletableFuture<T>, Boolean> post, T otherwise) {
		CompletableFuture<T> question = new CompletableFuture<>();
		return post.apply(question) ? question : CompletableFuture.completedFuture(otherwise);
	}

	private boolean post(Object target, DeliveryEvent event) {
		QueueRunner runner = this.byTarget.get(target);
		return runner != null && runner.post(event);
	}

	@Override
	public boolean isBusy(DeviceId device) {
		return this.byTarget.containsKey(device);
	}

	@Override
	public void arrived(Connection connection, DeviceId device, boolean stable) {
		wake(device);
	}

	@Override
	public void left(Connection connection, DeviceId device, boolean stable) {
		closed(connection, device);
	}

	@Override
	public void closed(Connection connection) {
		closed(connection, connection.id());
	}

	private void closed(Connection connection, Object target) {
		UUID id = connection.id();
		post(target, new DeliveryEvent.Closed(id));
	}

}
