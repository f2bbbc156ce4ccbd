package io.wirepost.connection;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** What every listener and endpoint is made with. */
@Component
record Parts(NettyTransport transport, Flows flows, Reception reception, Backpressure backpressure,
		FileDescriptors descriptors, Overload overload, TlsContexts tls, ConnectionMetrics metrics,
		ApplicationEventPublisher events) {
}
