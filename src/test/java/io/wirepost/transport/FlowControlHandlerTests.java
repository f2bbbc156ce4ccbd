package io.wirepost.transport;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.wirepost.overload.MemoryBudget;
import io.wirepost.overload.MemoryBudgets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is held while a connection is not read. */
class FlowControlHandlerTests {

	private final HeldMessages journal = new HeldMessages();

	private final MemoryBudgets budgets = new MemoryBudgets();

	private final MemoryBudget ended = this.budgets.endedStreams();

	private final FlowControlHandler flowControl = new FlowControlHandler(new Backpressure(this.journal), this.budgets,
			Limits.DEFAULT);

	private final EmbeddedChannel channel = new EmbeddedChannel(this.flowControl);

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
		this.flowControl.close(FlowControlHandler.Reason.RATE);
		this.channel.writeInbound(chunk());
		assertThat(this.ended.fill()).isZero();
		assertThat(this.channel.inboundMessages()).isEmpty();
	}

	@Test
	void whatTheKernelHadOfAStreamIsCountedUntilItGoesOn() {
		this.flowControl.close(FlowControlHandler.Reason.RATE);
		ByteBuf[] chunks = { chunk(), chunk(), chunk() };
		this.channel.writeInbound((Object[]) chunks);
		this.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		assertThat(this.ended.fill()).isPositive();
		this.flowControl.open(FlowControlHandler.Reason.RATE);
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
				FlowControlHandlerTests.this.flowControl.close(FlowControlHandler.Reason.ACKNOWLEDGEMENTS);
				FlowControlHandlerTests.this.flowControl.open(FlowControlHandler.Reason.ACKNOWLEDGEMENTS);
				seen.add("end " + number);
				ReferenceCountUtil.release(chunk);
			}

		});
		this.flowControl.close(FlowControlHandler.Reason.RATE);
		this.channel.writeInbound((Object[]) chunks);
		this.flowControl.open(FlowControlHandler.Reason.RATE);
		assertThat(seen).containsExactly("begin 0", "end 0", "begin 1", "end 1");
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void readsOnIfItClosedAndOpenedWhileSomethingPassed() {
		this.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext context, Object chunk) {
				FlowControlHandlerTests.this.flowControl.close(FlowControlHandler.Reason.ACKNOWLEDGEMENTS);
				FlowControlHandlerTests.this.flowControl.open(FlowControlHandler.Reason.ACKNOWLEDGEMENTS);
				ReferenceCountUtil.release(chunk);
			}

		});
		this.channel.writeInbound(chunk());
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void whatIsHeldOfAConnectionThatGoesIsReleased() {
		this.flowControl.close(FlowControlHandler.Reason.RATE);
		ByteBuf[] chunks = { chunk(), chunk(), chunk() };
		this.channel.writeInbound((Object[]) chunks);
		this.channel.pipeline().remove(this.flowControl);
		assertThat(chunks).allMatch((chunk) -> chunk.refCnt() == 0);
		assertThat(this.ended.fill()).isZero();
	}

	@Test
	void nothingIsHeldOfAConnectionThatIsAboutToClose() {
		this.flowControl.close(FlowControlHandler.Reason.CLOSING);
		ByteBuf chunk = chunk();
		this.channel.writeInbound(chunk);
		assertThat(chunk.refCnt()).isZero();
	}

}
