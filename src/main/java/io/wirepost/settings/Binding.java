package io.wirepost.settings;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.util.unit.DataSize;

/**
 * Binds values to typed records, strictly, and describes each fault in a sentence.
 */
final class Binding {

	private static final String ROOT = "settings";

	private static final Pattern NAME = Pattern
		.compile("[a-z0-9][a-z0-9._\\[\\]-]*+|(?:[a-z0-9._\\[\\]-]*\\.)?fields\\.[A-Za-z0-9_-]++");

	/** A name that users choose. */
	private static final Pattern FIELD = Pattern.compile("(?s)(?:.*\\.)?fields\\.(.*)");

	private static final Pattern WHOLE = Pattern.compile("[+-]?(?:0x\\p{XDigit}+|\\d+)");

	private final List<Fault> faults;

	Binding(List<Fault> faults) {
		this.faults = faults;
	}

	/**
	 * Binds a record.
	 * @return null if there were faults
	 */
	<T> @Nullable T bind(Map<String, String> words, Class<T> type) {
		Map<String, String> source = new LinkedHashMap<>();
		words.forEach((name, word) -> {
			// The binder silently drops other characters, and so might drop whole names.
			if (!NAME.matcher(name).matches()) {
				this.faults.add(new Fault(name, unnameable(name)));
			}
			source.put(ROOT + "." + name, word);
		});
		if (!this.faults.isEmpty()) {
			return null;
		}
		try {
			return new Binder(List.of(new MapConfigurationPropertySource(source))).bindOrCreate(
					ConfigurationPropertyName.of(ROOT), Bindable.of(type),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
		}
		catch (BindException ex) {
			fault(ROOT, words, type, ex);
			return null;
		}
	}

	private void fault(String name, Map<String, String> words, Class<?> type, BindException ex) {
		String property = (ex.getName() != null) ? below(name, ex.getName().toString()) : "";
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnboundConfigurationPropertiesException unbound) {
				unbound.getUnboundProperties()
					.forEach((one) -> this.faults
						.add(new Fault(below(name, one.getName().toString()), unbound(name, one, type))));
				return;
			}
			if (cause instanceof InvalidSettingsException invalid) {
				invalid.within(property).faults().forEach(this.faults::add);
				return;
			}
			if (cause instanceof ConversionFailedException conversion) {
				this.faults
					.add(new Fault(property, "'%s' is not %s".formatted(conversion.getValue(), expected(conversion))));
				return;
			}
			if (cause instanceof ConverterNotFoundException) {
				boolean empty = "".equals(words.get(property));
				this.faults.add(new Fault(property,
						empty ? Settings.EMPTY_ENTRY : "this has one value, but needs settings below it"));
				return;
			}
			if (cause.getCause() == null) {
				this.faults.add(new Fault(property, "this cannot be used here"));
			}
		}
	}

	private static String below(String name, String property) {
		return property.equals(name) ? ""
				: property.startsWith(name + ".") ? property.substring(name.length() + 1) : property;
	}

	/** Says why a name cannot be one. */
	private static String unnameable(String name) {
		Matcher field = FIELD.matcher(name);
		return field.matches()
				? "'%s' is not a field's name: a letter, then up to 63 of A-Z a-z 0-9 _ -".formatted(field.group(1))
				: "there is no such setting";
	}

	private static String unbound(String name, ConfigurationProperty unbound, Class<?> type) {
		String sentence = "there is no such setting";
		if (!type.isRecord() || unbound.getName()
			.getNumberOfElements() != ConfigurationPropertyName.of(name).getNumberOfElements() + 1) {
			return sentence;
		}
		List<String> known = Arrays.stream(type.getRecordComponents())
			.map(RecordComponent::getName)
			.map((component) -> component.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT))
			.toList();
		if ("".equals(unbound.getValue()) && known.contains(unbound.getName().getLastElement(Form.DASHED))) {
			return "this has no value; give it one, or leave it out";
		}
		return sentence + (known.isEmpty() ? "; there are none here, so leave it out"
				: "; known here: " + String.join(", ", known));
	}

	private static String expected(ConversionFailedException conversion) {
		Class<?> type = conversion.getTargetType().getType();
		if (type.isEnum()) {
			return Arrays.stream(type.getEnumConstants())
				.map((constant) -> ((Enum<?>) constant).name())
				.map((constant) -> constant.equals("LF") || constant.equals("CRLF") ? constant
						: constant.toLowerCase(Locale.ROOT).replace('_', '-'))
				.collect(Collectors.joining(", ", "one of ", ""));
		}
		if (type == Duration.class) {
			return "a duration such as 500ms, 30s, 10m or PT30S";
		}
		if (type == DataSize.class) {
			return "a size such as 512B, 64KB or 1MB";
		}
		if (type == Boolean.class || type == boolean.class) {
			return "true or false";
		}
		if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
			return "a whole number" + range(String.valueOf(conversion.getValue()), type);
		}
		return "a " + type.getSimpleName().toLowerCase(Locale.ROOT) + " known here";
	}

	/** What is allowed, where a whole number is too large. */
	private static String range(String word, Class<?> type) {
		if (!WHOLE.matcher(word.strip()).matches()) {
			return "";
		}
		return (type == Long.class || type == long.class) ? " from %d to %d".formatted(Long.MIN_VALUE, Long.MAX_VALUE)
				: " from %d to %d".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE);
	}

}
