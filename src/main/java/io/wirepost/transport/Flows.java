package io.wirepost.transport;

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext.IntegrationFlowRegistration;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.ip.dsl.Tcp;
import org.springframework.integration.ip.tcp.connection.AbstractConnectionFactory;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.stereotype.Component;

/**
 * The Spring Integration flows of a listener or an endpoint: one from its sockets to the
 * handler of frames, one from senders to its sockets.
 */
@Component
public class Flows {

	private final AtomicLong registrations = new AtomicLong();

	private final IntegrationFlowContext flows;

	Flows(IntegrationFlowContext flows) {
		this.flows = flows;
	}

	/**
	 * Registers the two flows of a connection factory, and the factory as a bean. Starts
	 * nothing.
	 * @param source the listener's or endpoint's name; several registrations may follow
	 * one another under it
	 * @param inbound handles each inbound frame, on its connection's event loop
	 */
	public Pair register(String source, AbstractConnectionFactory factory, MessageHandler inbound) {
		String name = source + "." + this.registrations.incrementAndGet();
		IntegrationFlow inFlow = IntegrationFlow.from(Tcp.inboundAdapter(factory).id(name + ".in.adapter"))
			.handle(inbound)
			.get();
		IntegrationFlow outFlow = (flow) -> flow.handle(Tcp.outboundAdapter(factory),
				(adapter) -> adapter.id(name + ".out.adapter"));
		IntegrationFlowRegistration in = this.flows.registration(inFlow)
			.id(name + ".in")
			.autoStartup(false)
			.addBean(name + ".factory", factory)
			.register();
		IntegrationFlowRegistration out = this.flows.registration(outFlow)
			.id(name + ".out")
			.autoStartup(false)
			.register();
		return new Pair(in, out);
	}

	/** The flows of one connection factory. */
	public record Pair(IntegrationFlowRegistration inbound, IntegrationFlowRegistration outbound) {

		/**
		 * Starts both; the inbound one last, so that frames can be answered from the
		 * first on.
		 */
		public void start() {
			this.outbound.start();
			this.inbound.start();
		}

		/** The channel into the flow that ends at the sockets. */
		public MessageChannel sink() {
			return this.outbound.getInputChannel();
		}

		/** Stops both, closes open connections, and removes the beans. */
		public void destroy() {
			this.inbound.destroy();
			this.outbound.destroy();
		}

	}

}
