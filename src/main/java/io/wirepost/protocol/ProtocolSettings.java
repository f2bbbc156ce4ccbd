package io.wirepost.protocol;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

import io.wirepost.settings.Faults;
import io.wirepost.settings.Rules;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a device speaks. Everything is optional.
 *
 * @param description a sentence about the devices
 * @param framing how the stream is split into frames: {@code type} or {@code preset}, and
 * that framing's own settings
 * @param send the framing of what is sent, where it differs, or its {@code prefix} and
 * {@code suffix}
 * @param checksum what is verified on frames that come, and filled in on those that go
 * @param charset the charset of the devices' text; UTF-8 by default
 * @param identify how devices are identified: {@code by}, and that scheme's own settings,
 * or {@code when} and {@code id}
 * @param rules the kinds of frames, in order: the first that fits counts
 * @param fields expressions of values that are shown with every message, by name
 * @param acknowledge what devices are answered where no rule says more; nothing by
 * default
 * @param reply how replies are matched to requests: {@code match}, and that matcher's own
 * settings
 * @param onConnect steps that are done on each new connection, before anything is
 * delivered; an empty list for none, where the protocol has some
 * @param examples bytes, and what is to be made of them
 */
public record ProtocolSettings(@Nullable String description, @DefaultValue Map<String, String> framing,
		@DefaultValue Map<String, String> send, @DefaultValue Map<String, String> checksum, @Nullable Charset charset,
		@DefaultValue Map<String, String> identify, @DefaultValue List<RuleSettings> rules,
		@DefaultValue Map<String, String> fields, @Nullable AcknowledgeSettings acknowledge,
		@DefaultValue Map<String, String> reply, @Nullable List<StepSettings> onConnect,
		@DefaultValue List<ExampleSettings> examples) {

	private static final int MOST_RULES = 100;

	private static final int MOST_FIELDS = 100;

	private static final int MOST_EXAMPLES = 500;

	public ProtocolSettings {
		rules = List.copyOf(rules);
		onConnect = (onConnect != null) ? List.copyOf(onConnect) : null;
		examples = List.copyOf(examples);
		Rules.check(charset == null || charset.canEncode(), "charset", charset, "a charset that can encode text");
		new Faults().that(rules.size() <= MOST_RULES, "rules", "%d rules are more than %d", rules.size(), MOST_RULES)
			.that(fields.size() <= MOST_FIELDS, "fields", "%d fields are more than %d", fields.size(), MOST_FIELDS)
			.that(onConnect == null || onConnect.size() <= Step.MOST, "on-connect", "there are more than %d steps",
					Step.MOST)
			.that(examples.size() <= MOST_EXAMPLES, "examples", "%d examples are more than %d", examples.size(),
					MOST_EXAMPLES)
			.throwIfAny();
	}

	/** No settings: lines of text, each connection a device of its own. */
	public static final ProtocolSettings NONE = Settings.NONE.bind(ProtocolSettings.class);

	/** Whether nothing is set. */
	public boolean isEmpty() {
		return equals(NONE);
	}

	/**
	 * These settings, with those of another protocol where these say nothing. Whole
	 * groups count: a framing replaces a framing.
	 */
	public ProtocolSettings over(ProtocolSettings other) {
		return new ProtocolSettings((this.description != null) ? this.description : other.description,
				this.framing.isEmpty() ? other.framing : this.framing, this.send.isEmpty() ? other.send : this.send,
				this.checksum.isEmpty() ? other.checksum : this.checksum,
				(this.charset != null) ? this.charset : other.charset,
				this.identify.isEmpty() ? other.identify : this.identify,
				this.rules.isEmpty() ? other.rules : this.rules, this.fields.isEmpty() ? other.fields : this.fields,
				(this.acknowledge != null) ? this.acknowledge : other.acknowledge,
				this.reply.isEmpty() ? other.reply : this.reply,
				(this.onConnect != null) ? this.onConnect : other.onConnect,
				this.examples.isEmpty() ? other.examples : this.examples);
	}

}
