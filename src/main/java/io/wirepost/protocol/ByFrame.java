package io.wirepost.protocol;

import io.wirepost.message.DeviceId;
import io.wirepost.message.ForeignJson;
import io.wirepost.settings.BoundedPattern;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * A frame has the device id: the connection's first frame, or every frame. Found by a
 * regular expression with a group {@code id}, or a JSON pointer (RFC 6901).
 */
final class ByFrame implements Identification {

	private final boolean every;

	private final boolean consume;

	private final @Nullable BoundedPattern pattern;

	private final @Nullable JsonPointer pointer;

	private ByFrame(boolean every, FrameSettings settings) {
		this.every = every;
		this.consume = (settings.consume() != null) ? settings.consume() : !every;
		this.pattern = settings.compiled();
		this.pointer = settings.parsed();
	}

	static Identification first(Settings settings) {
		return settings.value("id").isPresent() ? ByExpression.of(false, settings)
				: new ByFrame(false, settings.bind(FrameSettings.class));
	}

	static Identification every(Settings settings) {
		return settings.value("id").isPresent() ? ByExpression.of(true, settings)
				: new ByFrame(true, settings.bind(FrameSettings.class));
	}

	@Override
	public String by() {
		return this.every ? "every-frame" : "first-frame";
	}

	@Override
	public boolean isEveryFrame() {
		return this.every;
	}

	@Override
	public boolean isConsuming() {
		return this.consume;
	}

	@Override
	public Identity onFrame(ReceivedFrame frame) {
		String id = (this.pattern != null) ? this.pattern.find(frame.charset().decode(frame.payload().asByteBuffer()))
				: point(frame.payload().toByteArray());
		try {
			return (id != null) ? new Identity.Known(new DeviceId(id)) : Identity.NONE;
		}
		catch (IllegalArgumentException ex) {
			return Identity.NONE;
		}
	}

	private @Nullable String point(byte[] frame) {
		try {
			JsonNode node = ForeignJson.read(frame).at(this.pointer);
			return node.isValueNode() && !node.isNull() ? node.asString() : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Where the device id is in a frame.
	 *
	 * @param pattern a regular expression with a group {@code id}
	 * @param pointer a JSON pointer; one of the two is needed
	 * @param consume whether the identifying frame is dropped rather than stored as a
	 * message; by default true for the first frame, false for every frame
	 */
	record FrameSettings(@Nullable String pattern, @Nullable String pointer, @Nullable Boolean consume) {

		FrameSettings {
			if ((pattern == null) == (pointer == null)) {
				throw new InvalidSettingsException("",
						"identification by frame needs one of pattern, a regular expression with a group (?<id>…), "
								+ "pointer, a JSON pointer such as /deviceId, or id, an expression");
			}
		}

		@Nullable BoundedPattern compiled() {
			try {
				return (this.pattern != null) ? BoundedPattern.of(this.pattern, "id", "the device's id") : null;
			}
			catch (InvalidSettingsException ex) {
				throw ex.within("pattern");
			}
		}

		@Nullable JsonPointer parsed() {
			try {
				return (this.pointer != null) ? JsonPointer.compile(this.pointer) : null;
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidSettingsException("pointer",
						"'%s' is not a JSON pointer; it begins with a slash, as in /deviceId".formatted(this.pointer));
			}
		}

	}

}
