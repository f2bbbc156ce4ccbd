package io.wirepost.connection;

import java.net.InetSocketAddress;
import java.time.Clock;

import com.github.f4b6a3.uuid.UuidCreator;
import io.netty.channel.Channel;
import io.wirepost.journal.MessageJournal;
import io.wirepost.overload.FileDescriptors;
import io.wirepost.overload.MemoryBudgets;
import io.wirepost.overload.Overload;
import io.wirepost.protocol.Protocols;
import io.wirepost.transport.Backpressure;
import io.wirepost.transport.ConnectionMetrics;
import io.wirepost.transport.ConnectionSource;
import io.wirepost.transport.FlowControlHandler;
import io.wirepost.transport.Flows;
import io.wirepost.transport.Limits;
import io.wirepost.transport.NettyTransport;
import io.wirepost.transport.TlsContexts;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** What every listener and endpoint needs. */
@Component
record ConnectionContext(NettyTransport transport, Flows flows, InboundHandler inbound, Backpressure backpressure,
		MemoryBudgets budgets, FileDescriptors descriptors, Overload overload, TlsContexts tls,
		ConnectionMetrics metrics, Protocols protocols, MessageJournal journal, Clock clock,
		ApplicationEventPublisher events) {

	FlowControlHandler flowControl(Limits limits) {
		return new FlowControlHandler(this.backpressure, this.budgets, limits);
	}

	/** Makes a connection on a channel that is ready for its first frame. */
	DeviceConnection connection(Channel channel, InetSocketAddress remote, ConnectionSource source,
			FlowControlHandler flowControl, PeerProfile profile) {
		return new DeviceConnection(UuidCreator.getTimeOrderedEpoch(), channel, remote, source, flowControl, profile,
				this.journal, this.clock);
	}

}
