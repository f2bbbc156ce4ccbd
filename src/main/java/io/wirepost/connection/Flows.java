package io.wirepost.connection;

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.dsl.context.IntegrationFlowContext.IntegrationFlowRegistration;
import org.springframework.integration.ip.dsl.Tcp;
import org.springframework.integration.ip.tcp.connection.AbstractConnectionFactory;
import org.springframework.messaging.MessageChannel;
import org.springframework.stereotype.Component;

/**
 * The Spring Integration flows of a listener or an endpoint: one from its sockets to
 * {@link Reception}, one from whoever sends to its sockets.
 */
@Component
class Flows {

	private final AtomicLong registrations = new AtomicLong();

	private final IntegrationFlowContext flows;

	private final Reception reception;

	Flows(IntegrationFlowContext flows, Reception reception) {
		this.flows = flows;
		this.reception = reception;
	}

	/**
	 * Registers the two flows of a connection factory, and the factory as a bean; nothing
	 * starts.
	 * @param origin the listener's or endpoint's name; several may follow one another
	 * under it
	 */
	Pair register(String origin, AbstractConnectionFactory factory) {
		String name = origin + "." + this.registrations.incrementAndGet();
		IntegrationFlow in = IntegrationFlow.from(Tcp.inboundAdapter(factory).id(name + ".in.adapter"))
			.handle(this.reception)
			.get();
		IntegrationFlow out = (flow) -> flow.handle(Tcp.outboundAdapter(factory),
				(adapter) -> adapter.id(name + ".out.adapter"));
		IntegrationFlowRegistration inbound = this.flows.registration(in)
			.id(name + ".in")
			.autoStartup(false)
			.addBean(name + ".factory", factory)
			.register();
		IntegrationFlowRegistration outbound = this.flows.registration(out)
			.id(name + ".out")
			.autoStartup(false)
			.register();
		return new Pair(inbound, outbound);
	}

	/** The flows of one connection factory. */
	record Pair(IntegrationFlowRegistration inbound, IntegrationFlowRegistration outbound) {

		/**
		 * Starts both; the sockets last, so that there is a way out before anything comes
		 * in.
		 */
		void start() {
			this.outbound.start();
			this.inbound.start();
		}

		MessageChannel sink() {
			return this.outbound.getInputChannel();
		}

		/** Stops both, closes what is open, and forgets the beans. */
		void destroy() {
			this.inbound.destroy();
			this.outbound.destroy();
		}

	}

}
