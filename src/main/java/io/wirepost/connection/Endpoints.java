package io.wirepost.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Direction;
import io.wirepost.network.AllowedTargets;
import io.wirepost.network.DialGuard;
import io.wirepost.network.TargetRefusedException;
import io.wirepost.protocol.ProtocolUser;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import io.wirepost.transport.ConnectionMetrics;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The endpoints of the devices that Wirepost dials, one per device. Safe for all threads.
 */
@Component
public class Endpoints implements SmartLifecycle, ProtocolUser {

	static final String NAME = "wirepost.endpoints";

	private static final String ALLOWED = "wirepost.endpoints.allowed";

	private static final int LOOKUPS = 10_000;

	private final ConnectionContext context;

	private final AllowedTargets allowed;

	private final DialGuard guard;

	/** Depends on this bean. */
	private final ObjectProvider<DialRule> rule;

	private volatile @Nullable DialRule found;

	private final RefusedDials refusals;

	private final Set<String> configured = ConcurrentHashMap.newKeySet();

	private final ConnectionMetrics.Counters counters;

	private final Map<DeviceId, Endpoint> byDevice = new ConcurrentHashMap<>();

	/**
	 * DNS lookups block, so they have their own threads; if their queue is full, a dial
	 * fails.
	 */
	private final ExecutorService lookups = new ThreadPoolExecutor(0, 4, 30, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(LOOKUPS), new DefaultThreadFactory("wirepost-names", true));

	private volatile boolean running;

	Endpoints(ConnectionContext context, SettingsReader reader, DialGuard guard, ObjectProvider<DialRule> rule) {
		this.rule = rule;
		this.context = context;
		this.guard = guard;
		this.allowed = allowed(reader);
		this.refusals = new RefusedDials(context.metrics());
		context.protocols().register(this);
		this.counters = context.metrics().of(ConnectionMetrics.DIALLED);
		context.metrics()
			.gauge(ConnectionMetrics.DIALLED, Direction.OUTBOUND,
					() -> this.byDevice.values().stream().filter(Endpoint::isConnected).count());
	}

	/** The targets that may be dialled beside those of the configuration. */
	static AllowedTargets allowed(SettingsReader reader) {
		List<String> entries = reader.read(NAME, EndpointsSettings.class).allowed();
		try {
			return AllowedTargets.of(ALLOWED, entries);
		}
		catch (IllegalArgumentException ex) {
			reader.fault(ALLOWED, String.valueOf(ex.getMessage()));
			return AllowedTargets.of(ALLOWED, List.of());
		}
	}

	/** Allows an endpoint of the configuration. */
	public void allow(EndpointSettings endpoint) {
		this.configured.add(target(endpoint));
	}

	private static String target(EndpointSettings endpoint) {
		return endpoint.host() + ":" + endpoint.port();
	}

	/**
	 * Checks that an endpoint may be dialled. May block for a DNS lookup.
	 * @throws EndpointNotAllowedException if not
	 * @throws InvalidSettingsException if its settings cannot be used
	 */
	public void check(DeviceId device, EndpointSettings settings, Settings reply) {
		profile(device, settings, reply);
		try {
			permitted(settings);
		}
		catch (TargetRefusedException ex) {
			throw new EndpointNotAllowedException(String.valueOf(ex.getMessage()));
		}
		catch (UnknownHostException ex) {
			if (!isConfigured(settings)) {
				throw new EndpointNotAllowedException(
						"Wirepost may not dial %s, as the name has no address now that could be on %s"
							.formatted(target(settings), ALLOWED));
			}
		}
	}

	private boolean isConfigured(EndpointSettings settings) {
		return this.configured.contains(target(settings));
	}

	private PeerProfile profile(DeviceId device, EndpointSettings settings, Settings reply) {
		try {
			if (settings.tls() != null) {
				this.context.tls().dial(settings.tls());
			}
			return Profiles.of(device, settings, reply, this.context.protocols());
		}
		catch (InvalidSettingsException ex) {
			throw ex.within("endpoint");
		}
	}

	/**
	 * Stores and sets an endpoint while its protocol cannot go.
	 * @param put calls {@link #put}
	 * @throws InvalidSettingsException if its protocol has gone since it was checked
	 */
	public <T> T whileUnchanged(DeviceId device, EndpointSettings settings, Settings reply, Supplier<T> put) {
		return this.context.protocols().whileUnchanged(() -> {
			profile(device, settings, reply);
			return put.get();
		});
	}

	/**
	 * Sets the endpoint of a device, and replaces any it has.
	 * @throws InvalidSettingsException if its settings cannot be used
	 */
	public void put(DeviceId device, EndpointSettings settings, Settings reply) {
		Endpoint endpoint = new Endpoint(device, settings, reply, profile(device, settings, reply), this, this.context);
		Endpoint before = this.byDevice.put(device, endpoint);
		if (before != null) {
			before.remove();
		}
		if (this.running) {
			endpoint.keep();
		}
	}

	/** Removes a device's endpoint and closes its connection. */
	public void remove(DeviceId device) {
		Endpoint endpoint = this.byDevice.remove(device);
		if (endpoint != null) {
			endpoint.remove();
		}
	}

	/** The largest frame of any endpoint, in bytes; 0 without endpoints. */
	public long largestFrame() {
		return this.byDevice.values()
			.stream()
			.mapToLong((endpoint) -> endpoint.profile().framing().maxFrameSize())
			.max()
			.orElse(0);
	}

	/** What is spoken at a device's endpoint; empty if it has none. */
	public Optional<Spoken> spoken(DeviceId device) {
		return Optional.ofNullable(this.byDevice.get(device)).map(Endpoint::peerProfile).map(Spoken::of);
	}

	@Override
	public boolean uses(String protocol) {
		return this.byDevice.values().stream().anyMatch((endpoint) -> protocol.equals(endpoint.settings().protocol()));
	}

	@Override
	public void check(String protocol) {
		this.byDevice.forEach((device, endpoint) -> {
			if (protocol.equals(endpoint.settings().protocol())) {
				profile(device, endpoint.settings(), endpoint.reply());
			}
		});
	}

	@Override
	public void changed(String protocol) {
		this.byDevice.forEach((device, endpoint) -> {
			if (protocol.equals(endpoint.settings().protocol())) {
				put(device, endpoint.settings(), endpoint.reply());
			}
		});
	}

	/** The devices that have an endpoint, as they are while this is read. */
	public Set<DeviceId> devices() {
		return Collections.unmodifiableSet(this.byDevice.keySet());
	}

	/** Whether this process dials a device: another replica may be the one. */
	public boolean dials(DeviceId device) {
		return this.byDevice.containsKey(device) && rule().dialsHere(device);
	}

	private DialRule rule() {
		DialRule found = this.found;
		if (found == null) {
			found = this.rule.getIfAvailable(() -> (device) -> true);
			this.found = found;
		}
		return found;
	}

	/** Whether a device's endpoint has these settings. */
	public boolean isAt(DeviceId device, EndpointSettings settings, Settings reply) {
		Endpoint endpoint = this.byDevice.get(device);
		return endpoint != null && endpoint.settings().equals(settings) && endpoint.reply().equals(reply);
	}

	/** Replicas have come or gone, so others may dial some of the devices now. */
	public void rehome() {
		if (this.running) {
			this.byDevice.forEach((device, endpoint) -> {
				if (dials(device)) {
					endpoint.keep();
				}
				else {
					endpoint.leave();
				}
			});
		}
	}

	/** Whether a device has an endpoint. */
	public boolean has(DeviceId device) {
		return this.byDevice.containsKey(device);
	}

	/**
	 * The connection to a device's endpoint, dialled if necessary. Does not block.
	 * @return empty if the device has no endpoint; completes with a
	 * {@link DialFailedException} if dialling fails
	 */
	public Optional<CompletableFuture<Connection>> connect(DeviceId device) {
		return Optional.ofNullable(this.byDevice.get(device)).filter((one) -> dials(device)).map(Endpoint::connect);
	}

	ConnectionMetrics.Counters counters() {
		return this.counters;
	}

	/** Resolves an endpoint's host to an address that may be dialled. */
	CompletableFuture<InetAddress> resolve(EndpointSettings settings) {
		CompletableFuture<InetAddress> address = new CompletableFuture<>();
		Runnable lookup = () -> {
			try {
				address.complete(permitted(settings));
				this.refusals.permitted(target(settings));
			}
			catch (TargetRefusedException ex) {
				this.refusals.refused(target(settings), String.valueOf(ex.getMessage()));
				address.completeExceptionally(
						new DialFailedException("endpoint-not-allowed", String.valueOf(ex.getMessage())));
			}
			catch (UnknownHostException ex) {
				address.completeExceptionally(ex);
			}
		};
		try {
			this.lookups.execute(lookup);
		}
		catch (RejectedExecutionException ex) {
			address
				.completeExceptionally(new DialFailedException("busy", "Too many DNS lookups are running; try again"));
		}
		return address;
	}

	private InetAddress permitted(EndpointSettings settings) throws UnknownHostException {
		return this.guard.resolve(settings.host(), settings.port(), isConfigured(settings), this.allowed).get(0);
	}

	@Override
	public void start() {
		this.running = true;
		this.byDevice.values().forEach(Endpoint::keep);
	}

	@Override
	public void stop() {
		this.running = false;
		this.byDevice.values().forEach(Endpoint::stop);
		this.lookups.shutdownNow();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** As with listeners: connections close after the last caller has its response. */
	@Override
	public int getPhase() {
		return Listeners.PHASE;
	}

	/**
	 * The targets that Wirepost may dial.
	 *
	 * @param allowed networks or hosts with ports, such as {@code 192.168.0.0/24:8888},
	 * that callers may name as endpoints, besides the configured ones; special addresses,
	 * such as loopback, only where an entry is one, or a network within their range
	 */
	@ConfigurationProperties("wirepost.endpoints")
	record EndpointsSettings(@DefaultValue List<String> allowed) {
	}

}
