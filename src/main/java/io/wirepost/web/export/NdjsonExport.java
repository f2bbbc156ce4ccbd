package io.wirepost.web.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageView;
import tools.jackson.databind.json.JsonMapper;

/** Newline-delimited JSON: each line is a message as in lists. */
final class NdjsonExport implements Export {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final OutputStream out;

	NdjsonExport(OutputStream out, Function<String, Integer> portOf) {
		this.out = out;
	}

	@Override
	public void add(DeviceMessage message) throws IOException {
		this.out.write(JSON.writeValueAsBytes(MessageView.of(message)));
		this.out.write('\n');
	}

}
