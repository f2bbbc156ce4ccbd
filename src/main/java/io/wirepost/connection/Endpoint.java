package io.wirepost.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import io.wirepost.message.DeviceId;
import io.wirepost.protocol.Identification;
import io.wirepost.settings.Backoff;
import io.wirepost.settings.Settings;
import io.wirepost.transport.CloseReason;
import io.wirepost.transport.ConnectionMetrics;
import io.wirepost.transport.ConnectionProfile;
import io.wirepost.transport.ConnectionSource;
import io.wirepost.transport.FlowControlHandler;
import io.wirepost.transport.Flows;
import io.wirepost.transport.HandshakeHandler;
import io.wirepost.transport.NettyClientConnectionFactory;
import io.wirepost.transport.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.messaging.MessageChannel;

/**
 * A host and port where a device is dialled: on demand, or always, again after a loss
 * with exponential backoff and full jitter. Safe for all threads; nothing blocks.
 */
final class Endpoint implements ConnectionSource {

	private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

	/** Random, so that devices that were lost together do not come back together. */
	private static final Backoff REDIAL = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60));

	/** A connection that lasted so long was a good one: backoff begins anew. */
	private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final AttributeKey<CompletableFuture<Connection>> DIAL = AttributeKey.valueOf(Endpoint.class,
			"dial");

	private final DeviceId device;

	private final EndpointSettings settings;

	private final Settings reply;

	private final PeerProfile profile;

	private final Endpoints endpoints;

	private final ConnectionContext context;

	private final NettyClientConnectionFactory factory;

	private Flows.@Nullable Pair flows;

	private @Nullable CompletableFuture<Connection> dialling;

	private @Nullable ScheduledFuture<?> redial;

	private int failures;

	private volatile boolean removed;

	private volatile @Nullable DeviceConnection current;

	Endpoint(DeviceId device, EndpointSettings settings, Settings reply, PeerProfile profile, Endpoints endpoints,
			ConnectionContext context) {
		this.device = device;
		this.settings = settings;
		this.reply = reply;
		this.profile = profile;
		this.endpoints = endpoints;
		this.context = context;
		this.factory = new NettyClientConnectionFactory(settings.host(), settings.port());
	}

	EndpointSettings settings() {
		return this.settings;
	}

	PeerProfile peerProfile() {
		return this.profile;
	}

	/** How replies are matched, where the device says so itself. */
	Settings reply() {
		return this.reply;
	}

	boolean isConnected() {
		DeviceConnection open = this.current;
		return open != null && open.isOpen();
	}

	/** Keeps it connected from now on, if that is what its settings say. */
	void keep() {
		if (this.settings.connect() == EndpointSettings.Connect.ALWAYS && this.endpoints.dials(this.device)) {
			connect().exceptionally((failure) -> null);
		}
	}

	/**
	 * The connection there is, or the one that dialling brings; one dial at a time.
	 * @return completes with a {@link DialFailedException} if it brings none
	 */
	synchronized CompletableFuture<Connection> connect() {
		DeviceConnection open = this.current;
		if (open != null && open.isOpen()) {
			return CompletableFuture.completedFuture(open);
		}
		if (this.removed) {
			return CompletableFuture.failedFuture(gone());
		}
		if (this.dialling != null) {
			return this.dialling;
		}
		CompletableFuture<Connection> dial = new CompletableFuture<>();
		this.dialling = dial;
		cancelRedial();
		this.endpoints.resolve(this.settings)
			.thenAccept((address) -> dial(dial, address))
			.exceptionally((failure) -> failed(dial, failure));
		return dial;
	}

	private static DialFailedException gone() {
		return new DialFailedException("endpoint-removed", "The device's endpoint was removed or changed meanwhile");
	}

	private void dial(CompletableFuture<Connection> dial, InetAddress address) {
		synchronized (this) {
			if (this.removed) {
				throw gone();
			}
			if (this.flows == null) {
				this.flows = this.context.flows()
					.register("endpoint." + this.device, this.factory, this.context.inbound());
				this.flows.start();
			}
		}
		new Bootstrap().group(this.context.transport().connections())
			.channel(this.context.transport().channel())
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) this.settings.connectTimeout().toMillis())
			// The one whose memory is looked at when there is too much load.
			.option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			.option(ChannelOption.ALLOW_HALF_CLOSURE, true)
			.handler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					begin(channel, dial);
				}

			})
			.connect(new InetSocketAddress(address, this.settings.port()))
			.addListener((ChannelFuture connected) -> {
				if (!connected.isSuccess()) {
					failed(dial, connected.cause());
				}
			});
	}

	/** The steps of a new channel, from the socket to its connection. */
	private void begin(Channel channel, CompletableFuture<Connection> dial) {
		channel.closeFuture().addListener((closed) -> failed(dial, HandshakeHandler.failure(channel)));
		FlowControlHandler flowControl = this.context.flowControl(this.profile.connection().limits());
		channel.pipeline().addLast(flowControl);
		String bundle = this.settings.tls();
		if (bundle != null) {
			// As it is now: its files may have changed since the dial before.
			channel.pipeline()
				.addLast(this.context.tls()
					.dial(bundle)
					.newHandler(channel.alloc(), this.settings.host(), this.settings.port()));
		}
		channel.attr(DIAL).set(dial);
		channel.pipeline().addLast(new HandshakeHandler(this, flowControl, false, bundle != null));
	}

	@Override
	public @Nullable Connected connect(Channel channel, FlowControlHandler flowControl, InetSocketAddress remote,
			@Nullable X509Certificate certificate) {
		CompletableFuture<Connection> dial = channel.attr(DIAL).get();
		if (this.removed) {
			failed(dial, gone());
			return null;
		}
		DeviceConnection connection = this.context.connection(channel, remote, this, flowControl, this.profile);
		this.factory.register(connection);
		channel.eventLoop().execute(() -> connected(dial, connection));
		return new Connected(connection, this.context.inbound()
			.opened(connection,
					new Identification.Peer(connection.getConnectionId(), connection.getHostAddress(), certificate)));
	}

	private void connected(CompletableFuture<Connection> dial, DeviceConnection connection) {
		long since = System.nanoTime();
		synchronized (this) {
			if (this.removed || this.dialling != dial) {
				// Removed meanwhile, or given up: nobody would ever use it.
				this.factory.forget(connection);
				connection.close();
				return;
			}
			this.current = connection;
			this.dialling = null;
		}
		connection.onClose(() -> lost(connection, since));
		dial.complete(connection);
	}

	private synchronized void lost(DeviceConnection connection, long since) {
		this.factory.forget(connection);
		if (this.current == connection) {
			this.current = null;
		}
		boolean lasted = connection.isClosedHere() || System.nanoTime() - since > GOOD_NANOS;
		if (lasted && !connection.ready().isCompletedExceptionally()) {
			this.failures = 0;
		}
		dialAgain();
	}

	private @Nullable Void failed(CompletableFuture<Connection> dial, Throwable failure) {
		synchronized (this) {
			if (this.dialling != dial) {
				return null;
			}
			this.dialling = null;
			dialAgain();
		}
		DialFailedException reason = reason(failure);
		LOG.debug("Dialling {} at {} failed: {}", this.device, endpoint(), reason.getMessage());
		dial.completeExceptionally(reason);
		return null;
	}

	private void dialAgain() {
		if (this.removed || this.settings.connect() != EndpointSettings.Connect.ALWAYS) {
			return;
		}
		cancelRedial();
		Duration delay = REDIAL.delay(++this.failures, ThreadLocalRandom.current());
		this.redial = this.context.transport()
			.connections()
			.next()
			.schedule(this::keep, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** One chain of redials, however many dials fail that callers caused. */
	private void cancelRedial() {
		if (this.redial != null) {
			this.redial.cancel(false);
			this.redial = null;
		}
	}

	private DialFailedException reason(Throwable thrown) {
		Throwable failure = (thrown instanceof CompletionException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
		if (failure instanceof DialFailedException known) {
			return known;
		}
		String word = (failure instanceof ConnectTimeoutException) ? "connect-timeout"
				: (failure instanceof UnknownHostException) ? "unknown-host"
						: (failure instanceof NoRouteToHostException) ? "no-route"
								: (failure instanceof SSLException) ? "tls-failed" : "connection-refused";
		return new DialFailedException(word,
				"Dialling %s failed: %s".formatted(endpoint(), String.valueOf(failure.getMessage())));
	}

	/** Closes its connection: another replica dials the device. */
	synchronized void leave() {
		cancelRedial();
		DeviceConnection open = this.current;
		if (open != null) {
			open.closeBecause(CloseReason.CLOSED, "another replica dials it");
		}
	}

	/** Closes its connection and dials no more: it is removed or changed. */
	void remove() {
		end(CloseReason.CLOSED, "its endpoint is removed or changed");
	}

	/** Closes its connection and dials no more, as Wirepost stops. */
	void stop() {
		end(CloseReason.SHUTDOWN, "Wirepost stops");
	}

	private void end(CloseReason reason, String sentence) {
		DeviceConnection open;
		Flows.Pair registered;
		synchronized (this) {
			this.removed = true;
			open = this.current;
			registered = this.flows;
			cancelRedial();
		}
		CompletableFuture<Connection> dial = this.dialling;
		if (dial != null) {
			failed(dial, gone());
		}
		if (open != null) {
			open.closeBecause(reason, sentence);
		}
		if (registered != null) {
			registered.destroy();
		}
	}

	@Override
	public String name() {
		return "endpoint." + this.device;
	}

	@Override
	public @Nullable String listener() {
		return null;
	}

	@Override
	public String endpoint() {
		return this.settings.host() + ":" + this.settings.port();
	}

	@Override
	public ConnectionProfile profile() {
		return this.profile.connection();
	}

	@Override
	public ConnectionMetrics.Counters counters() {
		return this.endpoints.counters();
	}

	@Override
	public synchronized MessageChannel sink() {
		if (this.flows == null) {
			throw new IllegalStateException("The endpoint was never dialled");
		}
		return this.flows.sink();
	}

	@Override
	public ApplicationEventPublisher events() {
		return this.context.events();
	}

	@Override
	public void rejected() {
	}

	@Override
	public void refused(Refusal refusal) {
		this.context.metrics().refused(refusal);
	}

}
