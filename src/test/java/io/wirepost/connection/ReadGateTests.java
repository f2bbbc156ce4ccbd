package io.wirepost.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a gate holds that is closed. */
class ReadGateTests {

	private final HeldMessages journal = new HeldMessages();

	private final EndedStreams ended = new EndedStreams();

	private final ReadGate gate = new ReadGate(new Backpressure(this.journal, new UnfinishedFrames(), this.ended),
			new Settings(Map.of("port", "0")).bind(ListenerSettings.class).limits());

	private final EmbeddedChannel channel = new EmbeddedChannel(this.gate);

	@AfterEach
	void release() {
		this.channel.finishAndReleaseAll();
		assertThat(this.ended.fill()).isZero();
	}

	private static ByteBuf chunk() {
		return Unpooled.buffer(64 * 1024).writeBytes("hello\n".getBytes());
	}

	@Test
	void oneReadCountsForNothing() {
		this.gate.close(ReadGate.Reason.RATE);
		this.channel.writeInbound(chunk());
		assertThat(this.ended.fill()).isZero();
		assertThat(this.channel.inboundMessages()).isEmpty();
	}

	@Test
	void whatTheKernelHadOfAStreamIsCountedUntilItGoesOn() {
		this.gate.close(ReadGate.Reason.RATE);
		ByteBuf[] chunks = { chunk(), chunk(), chunk() };
		this.channel.writeInbound((Object[]) chunks);
		this.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		assertThat(this.ended.fill()).isPositive();
		this.gate.open(ReadGate.Reason.RATE);
		for (ByteBuf chunk : chunks) {
			ByteBuf next = this.channel.readInbound();
			assertThat(next).isSameAs(chunk);
			next.release();
		}
		assertThat(this.ended.fill()).isZero();
	}

	@Test
	void nothingOvertakesTheRestOfWhatPasses() {
		List<String> seen = new ArrayList<>();
		ByteBuf[] chunks = { chunk(), chunk() };
		this.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext context, Object chunk) {
				int number = (chunk == chunks[0]) ? 0 : 1;
				seen.add("begin " + number);
				ReadGateTests.this.gate.close(ReadGate.Reason.ACKNOWLEDGEMENTS);
				ReadGateTests.this.gate.open(ReadGate.Reason.ACKNOWLEDGEMENTS);
				seen.add("end " + number);
				ReferenceCountUtil.release(chunk);
			}

		});
		this.gate.close(ReadGate.Reason.RATE);
		this.channel.writeInbound((Object[]) chunks);
		this.gate.open(ReadGate.Reason.RATE);
		assertThat(seen).containsExactly("begin 0", "end 0", "begin 1", "end 1");
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void readsOnIfItClosedAndOpenedWhileSomethingPassed() {
		this.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext context, Object chunk) {
				ReadGateTests.this.gate.close(ReadGate.Reason.ACKNOWLEDGEMENTS);
				ReadGateTests.this.gate.open(ReadGate.Reason.ACKNOWLEDGEMENTS);
				ReferenceCountUtil.release(chunk);
			}

		});
		this.channel.writeInbound(chunk());
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void whatIsHeldOfAConnectionThatGoesIsReleased() {
		this.gate.close(ReadGate.Reason.RATE);
		ByteBuf[] chunks = { chunk(), chunk(), chunk() };
		this.channel.writeInbound((Object[]) chunks);
		this.channel.pipeline().remove(this.gate);
		assertThat(chunks).allMatch((chunk) -> chunk.refCnt() == 0);
		assertThat(this.ended.fill()).isZero();
	}

	@Test
	void nothingIsHeldOfAConnectionThatIsAboutToClose() {
		this.gate.close(ReadGate.Reason.CLOSING);
		ByteBuf chunk = chunk();
		this.channel.writeInbound(chunk);
		assertThat(chunk.refCnt()).isZero();
	}

}
