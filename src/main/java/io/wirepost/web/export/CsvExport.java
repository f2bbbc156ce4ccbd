package io.wirepost.web.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Comma-separated values (RFC 4180), in UTF-8. A device can say what a spreadsheet would
 * take for a formula: such a value gets an apostrophe in front, and {@code base64} has
 * the payload as it is.
 */
final class CsvExport implements Export {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final String NAMES = "id,receivedAt,deviceId,direction,listener,connectionId,remoteAddress,kind,"
			+ "size,text,base64,answer,deliveryId,fields\r\n";

	/** What a spreadsheet takes for the beginning of a formula. */
	private static final String FORMULA = "=+-@\t\r";

	private final OutputStream out;

	CsvExport(OutputStream out, Function<String, Integer> portOf) throws IOException {
		this.out = out;
		out.write(NAMES.getBytes(StandardCharsets.US_ASCII));
	}

	@Override
	public void add(DeviceMessage message) throws IOException {
		MessageView view = MessageView.of(message);
		String fields = view.fields().isEmpty() ? "" : JSON.writeValueAsString(view.fields());
		this.out.write(line(view.id(), view.receivedAt(), view.deviceId(), view.direction(), view.listener(),
				view.connectionId(), view.remoteAddress(), view.kind(), view.size(), view.text(), view.base64(),
				view.answer(), view.deliveryId(), fields));
	}

	private static byte[] line(@Nullable Object... values) {
		String line = Arrays.stream(values)
			.map((value) -> (value != null) ? quoted(value.toString()) : "")
			.collect(Collectors.joining(",", "", "\r\n"));
		return line.getBytes(StandardCharsets.UTF_8);
	}

	private static String quoted(String value) {
		String safe = (!value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0) ? "'" + value : value;
		return safe.chars().anyMatch((each) -> each == '"' || each == ',' || each == '\n' || each == '\r')
				? '"' + safe.replace("\"", "\"\"") + '"' : safe;
	}

}
