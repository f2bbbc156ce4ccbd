package io.wirepost.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.wirepost.message.Direction;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.messaging.MessageChannel;

/** A port that devices dial, and what has come through it. */
final class Listener implements Origin {

	private final String name;

	private final ListenerSettings settings;

	private final Protocol protocol;

	private final Parts parts;

	private final ConnectionMetrics.Counters counters;

	private final Acceptor acceptor;

	private final NettyServerConnectionFactory factory;

	private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

	private final AtomicLong rejections = new AtomicLong();

	private final List<Network> proxies;

	private Flows.@Nullable Pair flows;

	Listener(String name, ListenerSettings settings, Protocol protocol, List<Network> proxies, Parts parts) {
		this.name = name;
		this.settings = settings;
		this.protocol = protocol;
		this.proxies = proxies;
		this.parts = parts;
		this.counters = parts.metrics().of(name);
		this.acceptor = new Acceptor(name, settings.limits(), parts.descriptors(), parts.metrics());
		this.factory = new NettyServerConnectionFactory(parts.transport(), settings.bind(), settings.port(),
				this.acceptor, new ChannelInitializer<Channel>() {

					@Override
					protected void initChannel(Channel channel) {
						begin(channel);
					}

				});
		parts.metrics().gauge(name, Direction.INBOUND, this.acceptor::open);
	}

	/**
	 * Binds the port and takes connections.
	 * @throws ListenerNotBoundException if the port cannot be bound
	 */
	void start() {
		this.flows = this.parts.flows().register("listener." + this.name, this.factory);
		this.flows.start();
	}

	/** The steps of a new channel, from the socket to its connection. */
	private void begin(Channel channel) {
		ReadGate gate = new ReadGate(this.parts.backpressure(), this.settings.limits());
		ChannelPipeline pipeline = channel.pipeline().addLast(gate);
		boolean proxied = this.settings.proxyProtocol() != null;
		if (proxied) {
			InetAddress peer = ((InetSocketAddress) channel.remoteAddress()).getAddress();
			if (this.proxies.stream().noneMatch((network) -> network.contains(peer))) {
				this.parts.reception().refused(ConnectionMetrics.Refusal.NOT_A_PROXY);
				channel.close();
				return;
			}
			pipeline.addLast(new HAProxyMessageDecoder());
		}
		SslContext tls = this.parts.tls().of(this.name);
		if (tls != null) {
			pipeline.addLast(tls.newHandler(channel.alloc()));
		}
		pipeline.addLast(new Opening(this, gate, this.parts.reception(), proxied, tls != null,
				(connection) -> register(channel, connection)));
	}

	private boolean register(Channel channel, DeviceConnection connection) {
		InetAddress address = connection.address();
		Integer limit = this.settings.limits().connectionsPerAddress();
		if (limit != null && this.byAddress.merge(address, 1, Integer::sum) > limit) {
			leave(address);
			this.parts.reception().refused(ConnectionMetrics.Refusal.CONNECTIONS_PER_ADDRESS);
			return false;
		}
		this.factory.register(connection);
		channel.closeFuture().addListener((closed) -> {
			this.factory.forget(connection);
			if (limit != null) {
				leave(address);
			}
		});
		return true;
	}

	private void leave(InetAddress address) {
		this.byAddress.computeIfPresent(address, (key, count) -> (count > 1) ? count - 1 : null);
	}

	/** Takes no more connections; those that are there stay. */
	void stopAccepting() {
		this.factory.stopAccepting();
	}

	/** Stops, and closes what is open. */
	void destroy() {
		if (this.flows != null) {
			this.flows.destroy();
		}
	}

	boolean isListening() {
		return this.factory.isListening();
	}

	ListenerView view() {
		ListenerView.State state = !isListening() ? ListenerView.State.STOPPED
				: this.acceptor.isResting() ? ListenerView.State.PAUSED : ListenerView.State.LISTENING;
		return new ListenerView(this.name, this.settings.bind(), this.factory.getPort(), state,
				this.protocol.framing().settings(), identify(), this.acceptor.open(),
				(long) this.counters.messagesIn().count(), this.rejections.get());
	}

	private Settings identify() {
		return new Settings(this.settings.identify())
			.over(new Settings(Map.of("by", this.protocol.identification().by())));
	}

	ListenerSettings settings() {
		return this.settings;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String listener() {
		return this.name;
	}

	@Override
	public @Nullable String endpoint() {
		return null;
	}

	@Override
	public Protocol protocol() {
		return this.protocol;
	}

	@Override
	public ConnectionMetrics.Counters counters() {
		return this.counters;
	}

	@Override
	public MessageChannel outlet() {
		return Objects.requireNonNull(this.flows, "The listener has not started").outlet();
	}

	@Override
	public ApplicationEventPublisher events() {
		return this.parts.events();
	}

	@Override
	public void rejected() {
		this.rejections.incrementAndGet();
	}

}
