package io.wirepost.forward.topic;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.wirepost.forward.Destination;
import io.wirepost.forward.NotTakenException;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.MessageView;
import io.wirepost.message.TraceParent;
import tools.jackson.databind.json.JsonMapper;

/** Appends every message to a topic. For the one thread of its forwarder. */
final class TopicDestination implements Destination {

	private static final int BATCH = 500;

	private final String name;

	private final TopicSettings.Value value;

	private final boolean events;

	private final Topic topic;

	private final JsonMapper json;

	TopicDestination(String name, TopicSettings.Value value, boolean events, Topic topic, JsonMapper json) {
		this.name = name;
		this.value = value;
		this.events = events;
		this.topic = topic;
		this.json = json;
	}

	@Override
	public String name() {
		return "topic:" + this.name;
	}

	@Override
	public int batchSize() {
		return BATCH;
	}

	@Override
	public boolean wants(DeviceMessage message) {
		return this.events || message.direction() != Direction.EVENT;
	}

	@Override
	public void send(List<DeviceMessage> batch) throws NotTakenException, InterruptedException {
		try {
			this.topic.append(this.name, batch.stream().map(this::entry).toList());
		}
		catch (TopicException ex) {
			throw new NotTakenException(String.valueOf(ex.getMessage()), ex.appended(), Duration.ZERO);
		}
	}

	private Topic.Entry entry(DeviceMessage message) {
		String key = (message.device() != null) ? message.device().value() : message.connectionId().toString();
		byte[] bytes = (this.value == TopicSettings.Value.PAYLOAD) ? message.payload().toByteArray()
				: this.json.writeValueAsBytes(MessageView.of(message));
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("wirepost-id", message.position().toString());
		headers.put("wirepost-direction", message.direction().name().toLowerCase(Locale.ROOT));
		headers.put("wirepost-time", message.receivedAt().toString());
		if (message.interpretation().kind() != null) {
			headers.put("wirepost-kind", message.interpretation().kind());
		}
		if (message.trace() != null) {
			headers.put(TraceParent.HEADER, message.trace().value());
		}
		return new Topic.Entry(key, bytes, headers);
	}

}
