package io.wirepost.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.wirepost.framing.Framings;
import io.wirepost.message.Payload;
import io.wirepost.overload.MemoryBudgets;
import io.wirepost.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A device that sends much before any of it is durable is owed as many acknowledgements:
 * there has to be room for them.
 */
class AcknowledgementsTests {

	/** Eight bytes on the wire, of which ten have room. */
	private static final Payload THANKS = payload("THANKS!\n");

	private final ConnectionProfile profile = new ConnectionProfile(Framings.of(Settings.NONE), true, Timeouts.DEFAULT,
			new Limits(20_000, null, null, null, null, DataSize.ofBytes(80)));

	private final FlowControlHandler flowControl = new FlowControlHandler(new Backpressure(new HeldMessages()),
			new MemoryBudgets(), this.profile.limits());

	private final EmbeddedChannel channel = new EmbeddedChannel(this.flowControl);

	private final SocketWriter writer = new SocketWriter(this.channel, this.profile, this.channel::close);

	private final Acknowledgements acknowledgements = new Acknowledgements(this.channel, this.profile, this.writer,
			this.flowControl, () -> {
			});

	@AfterEach
	void release() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void readsOnWhileWhatTheDeviceIsOwedHasRoom() {
		expect(10);
		assertThat(this.flowControl.isClosed()).isFalse();
	}

	@Test
	void doesNotReadMoreThanItHasRoomToAcknowledge() {
		expect(11);
		assertThat(this.flowControl.isClosed()).isTrue();
		assertThat(this.channel.config().isAutoRead()).isFalse();
	}

	@Test
	void readsOnOnceTheDeviceWasToldEnough() {
		expect(12);
		durable(1);
		assertThat(this.flowControl.isClosed()).isTrue();
		durable(1);
		assertThat(this.flowControl.isClosed()).isFalse();
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void goesOnAfterOneReadThatOwesFarMoreThanHasRoom() {
		expect(1000);
		durable(1000);
		assertThat(this.flowControl.isClosed()).isFalse();
		assertThat(this.acknowledgements.isEven()).isTrue();
	}

	@Test
	void readsOnOnceOtherBytesThanItsOwnHaveLeft() {
		expect(1);
		this.writer.writeIfRoom(Unpooled.wrappedBuffer(new byte[200]), (failure) -> {
		});
		expect(1);
		durable(2);
		assertThat(this.writer.pending()).isZero();
		assertThat(this.flowControl.isClosed()).isFalse();
	}

	@Test
	void tellsOfAllBeforeItClosesBehindTheEndOfTheStream() {
		this.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {

			@Override
			public void userEventTriggered(ChannelHandlerContext context, Object event) {
				if (AcknowledgementsTests.this.acknowledgements.isEven()) {
					context.close();
				}
			}

		});
		expect(20_000);
		this.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		durable(20_000);
		int told = 0;
		for (ByteBuf some = this.channel.readOutbound(); some != null; some = this.channel.readOutbound()) {
			told += some.readableBytes() / 8;
			some.release();
		}
		assertThat(told).isEqualTo(20_000);
	}

	@Test
	void doesNotLetOneConnectionFillTheInbox() {
		Acknowledgements none = new Acknowledgements(this.channel,
				new ConnectionProfile(this.profile.framing(), false, Timeouts.DEFAULT, Limits.DEFAULT), this.writer,
				this.flowControl, () -> {
				});
		IntStream.range(0, Acknowledgements.MOST_OWED).forEach((message) -> none.expect(null, false));
		assertThat(this.flowControl.isClosed()).isFalse();
		none.expect(null, false);
		assertThat(this.flowControl.isClosed()).isTrue();
		none.durable();
		this.channel.runPendingTasks();
		assertThat(this.flowControl.isClosed()).isFalse();
	}

	@Test
	void answersInTheOrderOfTheFramesAlsoThoseThatAreNotKept() {
		this.acknowledgements.answer(payload("0 "), false);
		this.acknowledgements.expect(payload("1 "), false);
		this.acknowledgements.answer(payload("2 "), false);
		this.acknowledgements.expect(null, false);
		this.acknowledgements.answer(payload("4 "), false);
		this.acknowledgements.expect(payload("5 "), false);
		this.channel.runPendingTasks();
		assertThat(heard()).isEqualTo("0 ");
		durable(1);
		assertThat(heard()).isEqualTo("1 2 ");
		assertThat(this.acknowledgements.isEven()).isFalse();
		durable(2);
		assertThat(heard()).isEqualTo("4 5 ");
		assertThat(this.acknowledgements.isEven()).isTrue();
	}

	@Test
	void answersNothingBehindAnAnswerThatCloses() {
		this.acknowledgements.expect(payload("1 "), false);
		this.acknowledgements.answer(payload("bye "), true);
		this.acknowledgements.expect(payload("3 "), false);
		durable(2);
		assertThat(heard()).isEqualTo("1 bye ");
		assertThat(this.acknowledgements.isClosing()).isTrue();
	}

	@Test
	void readsNoMoreFromADeviceWhoseUnkeptFramesAreAnsweredFasterThanItReads() {
		this.acknowledgements.expect(THANKS, false);
		IntStream.range(0, 11).forEach((frame) -> this.acknowledgements.answer(THANKS, false));
		this.channel.runPendingTasks();
		assertThat(this.flowControl.isClosed()).isTrue();
		durable(1);
		assertThat(this.flowControl.isClosed()).isFalse();
	}

	@Test
	void readsNoMoreFromADeviceThatDoesNotReadWhatItIsAnswered() {
		List<ChannelPromise> unwritten = new ArrayList<>();
		this.channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {

			@Override
			public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
				ReferenceCountUtil.release(message);
				unwritten.add(promise);
			}

		});
		expect(11);
		durable(11);
		assertThat(this.flowControl.isClosed()).isTrue();
		unwritten.forEach(ChannelPromise::setSuccess);
		assertThat(this.flowControl.isClosed()).isFalse();
	}

	@Test
	void isTooMuchWhereTheAnswersToOneReadAreFarMoreThanHasRoom() {
		Payload large = Payload.owning(new byte[16 * 1024]);
		IntStream.range(0, 256).forEach((frame) -> this.acknowledgements.answer(large, false));
		assertThat(this.acknowledgements.isTooMuch()).isFalse();
		this.acknowledgements.answer(large, false);
		assertThat(this.acknowledgements.isTooMuch()).isTrue();
	}

	private static Payload payload(String text) {
		return Payload.owning(text.getBytes(StandardCharsets.US_ASCII));
	}

	private String heard() {
		StringBuilder heard = new StringBuilder();
		for (ByteBuf some = this.channel.readOutbound(); some != null; some = this.channel.readOutbound()) {
			heard.append(some.toString(StandardCharsets.US_ASCII));
			some.release();
		}
		return heard.toString();
	}

	private void expect(int messages) {
		IntStream.range(0, messages).forEach((message) -> this.acknowledgements.expect(THANKS, false));
	}

	private void durable(int messages) {
		IntStream.range(0, messages).forEach((message) -> this.acknowledgements.durable());
		this.channel.runPendingTasks();
	}

}
