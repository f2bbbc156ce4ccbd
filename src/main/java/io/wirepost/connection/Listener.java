package io.wirepost.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.wirepost.protocol.Identification;
import io.wirepost.protocol.Protocols;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Rules;
import io.wirepost.settings.Settings;
import io.wirepost.transport.Acceptor;
import io.wirepost.transport.ConnectionMetrics;
import io.wirepost.transport.ConnectionProfile;
import io.wirepost.transport.ConnectionSource;
import io.wirepost.transport.FlowControlHandler;
import io.wirepost.transport.Flows;
import io.wirepost.transport.HandshakeHandler;
import io.wirepost.transport.ListenerNotBoundException;
import io.wirepost.transport.NettyServerConnectionFactory;
import io.wirepost.network.Network;
import io.wirepost.transport.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.messaging.MessageChannel;

/** A port that devices dial, and what has come through it. */
final class Listener implements ConnectionSource {

	private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private final String name;

	private final ListenerSettings settings;

	private final PeerProfile profile;

	private final ConnectionContext context;

	private final ConnectionMetrics.Counters counters;

	private final Acceptor acceptor;

	private final NettyServerConnectionFactory factory;

	private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

	private final AtomicLong rejections = new AtomicLong();

	private final List<Network> proxies;

	private final List<Network> networks;

	private final RefusalLog refusalLog = new RefusalLog();

	private final @Nullable Settings given;

	private volatile boolean destroyed;

	private Flows.@Nullable Pair flows;

	private Listener(String name, ListenerSettings settings, PeerProfile profile, List<Network> proxies,
			List<Network> networks, ConnectionContext context, @Nullable Settings given) {
		this.name = name;
		this.settings = settings;
		this.profile = profile;
		this.proxies = proxies;
		this.networks = networks;
		this.context = context;
		this.given = given;
		this.counters = context.metrics().of(name);
		this.acceptor = new Acceptor(name, settings.limits(), context.descriptors(), context.overload(),
				context.metrics());
		this.factory = new NettyServerConnectionFactory(context.transport(), settings.bind(), settings.port(),
				this.acceptor, new ChannelInitializer<Channel>() {

					@Override
					protected void initChannel(Channel channel) {
						begin(channel);
					}

				});
	}

	/**
	 * A listener that is not open yet.
	 * @param given the settings as they were given at run time; null if the configuration
	 * has them
	 * @throws InvalidSettingsException if they cannot be used
	 */
	static Listener of(String name, ListenerSettings settings, @Nullable Settings given, ConnectionContext context) {
		Faults faults = new Faults();
		faults.check(() -> checkName(name));
		PeerProfile profile = faults.read("", () -> Profiles.of(settings, context.protocols()));
		List<Network> proxies = faults.read("", () -> proxies(settings));
		List<Network> networks = faults.read("", () -> networks("networks", settings.networks()));
		if (settings.tls() != null) {
			faults.check(() -> context.tls().serve(settings.tls()));
		}
		return new Listener(name, settings, faults.unlessAny(profile), faults.unlessAny(proxies),
				faults.unlessAny(networks), context, given);
	}

	/**
	 * Finds what is wrong with settings, as far as neither certificates nor protocols put
	 * at run time are needed for it.
	 * @throws InvalidSettingsException if they cannot be used
	 */
	static void check(String name, ListenerSettings settings, Protocols protocols) {
		Faults faults = new Faults();
		faults.check(() -> checkName(name));
		if (settings.protocol() == null || protocols.get(settings.protocol()).isPresent()) {
			faults.check(() -> Profiles.of(settings, protocols));
		}
		faults.check(() -> proxies(settings));
		faults.check(() -> networks("networks", settings.networks()));
		faults.throwIfAny();
	}

	private static void checkName(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new InvalidSettingsException("", "the name '%s' is not 1 to 64 of A-Z a-z 0-9 . _ -".formatted(name));
		}
	}

	private static List<Network> proxies(ListenerSettings settings) {
		return (settings.proxyProtocol() != null) ? networks("proxy-protocol.from", settings.proxyProtocol().from())
				: List.of();
	}

	private static List<Network> networks(String property, List<String> written) {
		List<Network> networks = new ArrayList<>();
		for (String one : written) {
			networks.add(Rules.parse(property, () -> Network.parse(one)));
		}
		return networks;
	}

	/**
	 * Binds the port and takes connections.
	 * @throws ListenerNotBoundException if the port cannot be bound
	 */
	void start() {
		this.flows = this.context.flows().register("listener." + this.name, this.factory, this.context.inbound());
		this.flows.start();
		LOG.debug("Listener {} takes devices on {}:{}", this.name, this.settings.bind(), this.factory.getPort());
	}

	/** Goes on where an earlier listener of this name is about to end. */
	void follow(Listener before) {
		this.rejections.addAndGet(before.rejections.get());
	}

	/** The steps of a new channel, from the socket to its connection. */
	void begin(Channel channel) {
		FlowControlHandler flowControl = this.context.flowControl(this.settings.limits());
		ChannelPipeline pipeline = channel.pipeline().addLast(flowControl);
		boolean proxied = this.settings.proxyProtocol() != null;
		if (proxied) {
			InetAddress peer = ((InetSocketAddress) channel.remoteAddress()).getAddress();
			if (!Network.anyContains(this.proxies, peer)) {
				refused(Refusal.NOT_A_PROXY);
				channel.close();
				return;
			}
			pipeline.addLast(new HAProxyMessageDecoder());
		}
		SslContext tls = (this.settings.tls() != null) ? this.context.tls().of(this.settings.tls()) : null;
		if (tls != null) {
			pipeline.addLast(tls.newHandler(channel.alloc()));
		}
		pipeline.addLast(new HandshakeHandler(this, flowControl, proxied, tls != null));
	}

	@Override
	public @Nullable Connected connect(Channel channel, FlowControlHandler flowControl, InetSocketAddress remote,
			@Nullable X509Certificate certificate) {
		DeviceConnection connection = this.context.connection(channel, remote, this, flowControl, this.profile);
		if (!register(channel, connection)) {
			return null;
		}
		return new Connected(connection, this.context.inbound()
			.opened(connection,
					new Identification.Peer(connection.getConnectionId(), connection.getHostAddress(), certificate)));
	}

	@Override
	public @Nullable Refusal refusal(InetSocketAddress remote) {
		if (this.networks.isEmpty() || Network.anyContains(this.networks, remote.getAddress())) {
			return null;
		}
		this.refusalLog.refused(this.name, remote.getAddress().getHostAddress(), null, Refusal.NETWORK);
		return Refusal.NETWORK;
	}

	private boolean register(Channel channel, DeviceConnection connection) {
		InetAddress address = connection.address();
		Integer limit = this.settings.limits().connectionsPerAddress();
		if (limit != null && this.byAddress.merge(address, 1, Integer::sum) > limit) {
			leave(address);
			refused(Refusal.CONNECTIONS_PER_ADDRESS);
			return false;
		}
		this.factory.register(connection);
		channel.closeFuture().addListener((closed) -> {
			this.factory.forget(connection);
			if (limit != null) {
				leave(address);
			}
		});
		// Whoever ends the listener closes what was registered before: one of the two
		// sees the other.
		return !this.destroyed;
	}

	private void leave(InetAddress address) {
		this.byAddress.computeIfPresent(address, (key, count) -> (count > 1) ? count - 1 : null);
	}

	/** Takes no more connections; those that are there stay. */
	void stopAccepting() {
		this.factory.stopAccepting();
	}

	/**
	 * Takes connections again, after {@link #stopAccepting()}.
	 * @throws ListenerNotBoundException if the port cannot be bound
	 */
	void acceptAgain() {
		this.factory.acceptAgain();
	}

	/** Stops, and closes what is open. */
	void destroy() {
		this.destroyed = true;
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
		return new ListenerView(this.name, this.settings.bind(), port(), state, this.settings.protocol(),
				this.profile.connection().framing().settings(), identify(), Settings.of(this.settings.limits()),
				Settings.of(this.settings.timeouts()), connections(), (long) this.counters.messagesIn().count(),
				this.rejections.get(), this.given, null);
	}

	private Settings identify() {
		return new Settings(this.profile.protocol().settings().identify())
			.over(new Settings(Map.of("by", this.profile.protocol().identification().by())));
	}

	/** The port it listens on, or is to listen on. */
	int port() {
		return this.factory.getPort();
	}

	/** Connections that are open. */
	int connections() {
		return this.acceptor.open();
	}

	/** As they were given at run time; null if the configuration has them. */
	@Nullable Settings given() {
		return this.given;
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

	PeerProfile peerProfile() {
		return this.profile;
	}

	@Override
	public ConnectionProfile profile() {
		return this.profile.connection();
	}

	@Override
	public ConnectionMetrics.Counters counters() {
		return this.counters;
	}

	@Override
	public MessageChannel sink() {
		return Objects.requireNonNull(this.flows, "The listener has not started").sink();
	}

	@Override
	public ApplicationEventPublisher events() {
		return this.context.events();
	}

	@Override
	public void rejected() {
		this.rejections.incrementAndGet();
	}

	@Override
	public void refused(Refusal refusal) {
		this.context.metrics().refused(refusal);
	}

}
