package io.wirepost.web.replica;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

import io.wirepost.cluster.Cluster;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Opens the port by which other replicas reach this one. */
@Component
class ClusterPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

	/**
	 * Longer than a client keeps a connection that nobody uses, so that it closes first.
	 */
	private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);

	private final Cluster cluster;

	ClusterPort(Cluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		if (!this.cluster.isEnabled()) {
			return;
		}
		Connector connector = new Connector(Http11NioProtocol.class.getName());
		connector.setPort(this.cluster.self().port());
		Http11NioProtocol protocol = (Http11NioProtocol) connector.getProtocolHandler();
		protocol.setAddress(address(this.cluster.self().host()));
		protocol.setKeepAliveTimeout((int) KEEP_ALIVE.toMillis());
		protocol.setMaxKeepAliveRequests(-1);
		factory.addAdditionalConnectors(connector);
	}

	private static InetAddress address(String host) {
		try {
			return InetAddress.getByName(host);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("wirepost.cluster.address: the host '%s' has no address".formatted(host),
					ex);
		}
	}

}
