package io.wirepost.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.wirepost.connection.presence.Presence;
import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.message.DeviceMessage;
import io.wirepost.overload.FileDescriptors;
import io.wirepost.overload.MemoryBudgets;
import io.wirepost.overload.Overload;
import io.wirepost.overload.TopTalkers;
import io.wirepost.protocol.Protocols;
import io.wirepost.protocol.TestProtocols;
import io.wirepost.settings.Settings;
import io.wirepost.transport.Backpressure;
import io.wirepost.transport.ConnectionMetrics;
import io.wirepost.transport.Flows;
import io.wirepost.transport.HeldMessages;
import io.wirepost.transport.NettyTransport;
import io.wirepost.transport.TlsContexts;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.config.EnableIntegration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners with the very pipeline of their channels, from the first byte to the journal,
 * but without sockets: fast enough for a fuzzer. For one thread.
 */
final class EmbeddedListener implements AutoCloseable {

	static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 40_000);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.wirepost.connection");

	private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();

	EmbeddedListener() {
		this(Connections.DEVICES);
	}

	/**
	 * @param devices so many may be on connections on which every frame names its own
	 */
	EmbeddedListener(long devices) {
		this.context.registerBean(Connections.class, () -> new Connections(devices));
		this.context.registerBean(Protocols.class, TestProtocols::shipped);
		this.context.registerBean(PresenceStore.class, () -> List::of);
		this.context.register(Beans.class, HeldMessages.class, NettyTransport.class, Rejections.class,
				ConnectionMetrics.class, FileDescriptors.class, MemoryBudgets.class, Overload.class, TopTalkers.class,
				Backpressure.class, Presence.class, InboundHandler.class, Flows.class, TlsContexts.class,
				ConnectionContext.class);
		this.context.refresh();
		this.logger.setLevel(Level.WARN);
		this.warnings.start();
		this.logger.addAppender(this.warnings);
	}

	/**
	 * @param settings such as {@code framing.type=line}
	 */
	Listener listener(String name, String... settings) {
		Map<String, String> words = Arrays.stream(settings)
			.map((setting) -> setting.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1]));
		words.put("port", "0");
		Listener listener = Listener.of(name, new Settings(words).bind(ListenerSettings.class), null,
				this.context.getBean(ConnectionContext.class));
		listener.start();
		return listener;
	}

	/**
	 * A device dials, says this in so many reads, and hangs up.
	 * @return what became of it
	 */
	Visit visit(Listener listener, List<byte[]> reads) {
		UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
		double refusedBefore = refused();
		this.warnings.list.clear();
		EmbeddedChannel channel = new Visitor(new ChannelInitializer<Channel>() {

			@Override
			protected void initChannel(Channel embedded) {
				embedded.config().setAllocator(allocator);
				listener.begin(embedded);
			}

		});
		for (byte[] read : reads) {
			if (channel.isActive()) {
				channel.writeInbound(allocator.buffer().writeBytes(read));
			}
		}
		boolean keptOpen = channel.isActive();
		channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		channel.runPendingTasks();
		channel.finishAndReleaseAll();
		assertThat(this.warnings.list).isEmpty();
		assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
			.as("bytes of buffers that nobody released")
			.isZero();
		assertThat(this.context.getBean(Connections.class).after(null)).isEmpty();
		return new Visit(keptOpen, (int) (refused() - refusedBefore), this.context.getBean(HeldMessages.class).take());
	}

	/** How often connections were refused for a reason. */
	int refused(String reason) {
		return (int) this.context.getBean(MeterRegistry.class)
			.get("wirepost.connections.refused")
			.tag("reason", reason)
			.counter()
			.count();
	}

	private double refused() {
		return this.context.getBean(MeterRegistry.class)
			.find("wirepost.connections.refused")
			.counters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.warnings);
		this.context.close();
	}

	/**
	 * What became of a device that came.
	 *
	 * @param keptOpen whether it was not hung up on before it hung up
	 * @param refused how often it was refused
	 * @param messages what is in the journal of it
	 */
	record Visit(boolean keptOpen, int refused, List<DeviceMessage> messages) {
	}

	private static final class Visitor extends EmbeddedChannel {

		Visitor(ChannelHandler handler) {
			super(handler);
		}

		@Override
		protected SocketAddress remoteAddress0() {
			return PEER;
		}

	}

	@EnableIntegration
	static class Beans {

		@Bean
		Clock clock() {
			return Clock.systemUTC();
		}

		@Bean
		MeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		SslBundles bundles() {
			return new DefaultSslBundleRegistry();
		}

	}

}
