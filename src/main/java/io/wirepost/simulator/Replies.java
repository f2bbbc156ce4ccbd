package io.wirepost.simulator;

import java.nio.charset.Charset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wirepost.message.Payload;
import io.wirepost.protocol.ExampleFrame;
import io.wirepost.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Replies made of examples: of the frames that may answer a request, the one that has
 * most in common with it, with the request's correlation id where the protocol has one.
 */
final class Replies {

	private final List<Payload> candidates;

	private final Charset charset;

	private final Map<String, String> settings;

	Replies(Protocol protocol, List<ExampleFrame> frames) {
		this.candidates = frames.stream()
			.filter((frame) -> frame.reading().mayReply() && frame.reading().keep())
			.map(ExampleFrame::payload)
			.toList();
		this.charset = protocol.charset();
		this.settings = protocol.settings().reply();
	}

	/** The payload of a reply; null for none. */
	@Nullable Payload to(Payload request) {
		byte[] asked = request.toByteArray();
		return this.candidates.stream()
			.map((candidate) -> correlated(candidate.toByteArray(), asked))
			.filter(Objects::nonNull)
			.max(Comparator.comparingInt((reply) -> common(reply, asked)))
			.map(Payload::owning)
			.orElse(null);
	}

	private byte @Nullable [] correlated(byte[] reply, byte[] request) {
		return switch (this.settings.getOrDefault("match", "next")) {
			case "bytes" -> byBytes(reply, request);
			case "pattern" -> byPattern(reply, request);
			// Any frame answers. By pointers into JSON no reply is made.
			case "next" -> reply;
			default -> null;
		};
	}

	private byte @Nullable [] byBytes(byte[] reply, byte[] request) {
		int offset = Integer.parseInt(this.settings.getOrDefault("offset", "0"));
		int length = Integer.parseInt(this.settings.getOrDefault("length", "0"));
		if (reply.length < offset + length || request.length < offset + length) {
			return null;
		}
		System.arraycopy(request, offset, reply, offset, length);
		return reply;
	}

	private byte @Nullable [] byPattern(byte[] reply, byte[] request) {
		Matcher asked = matcher("request", request);
		Matcher replied = matcher("reply", reply);
		if (!asked.find() || !replied.find()) {
			return null;
		}
		String text = new StringBuilder(new String(reply, this.charset))
			.replace(replied.start(1), replied.end(1), asked.group(1))
			.toString();
		return text.getBytes(this.charset);
	}

	/** The correlation id is the first group with a name, and others have none. */
	private Matcher matcher(String place, byte[] bytes) {
		return Pattern.compile(this.settings.getOrDefault(place, "()")).matcher(new String(bytes, this.charset));
	}

	private static int common(byte[] one, byte[] other) {
		int size = Math.min(one.length, other.length);
		int common = 0;
		for (int i = 0; i < size; i++) {
			common += (one[i] == other[i]) ? 1 : 0;
		}
		return common;
	}

}
