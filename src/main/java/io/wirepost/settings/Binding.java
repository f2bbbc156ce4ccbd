package io.wirepost.settings;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Binds names to typed records, strictly, and says every fault in a sentence of its own.
 */
final class Binding {

	private final Binder binder;

	private final List<Fault> faults;

	Binding(List<ConfigurationPropertySource> sources, List<Fault> faults) {
		this.binder = new Binder(sources);
		this.faults = faults;
	}

	Binding(Iterable<ConfigurationPropertySource> sources, Environment environment, List<Fault> faults) {
		this.binder = new Binder(sources, new PropertySourcesPlaceholdersResolver(environment));
		this.faults = faults;
	}

	/**
	 * Binds a record. What cannot be bound adds to the faults and has its default.
	 * @return never null; to be thrown away where there were faults
	 */
	<T> T bind(String name, Class<T> type) {
		ConfigurationPropertyName property = ConfigurationPropertyName.of(name);
		try {
			return this.binder.bindOrCreate(property, Bindable.of(type),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
		}
		catch (BindException ex) {
			fault(name, type, ex);
			return new Binder(List.of()).bindOrCreate(property, Bindable.of(type), new Forgiving());
		}
	}

	private void fault(String name, Class<?> type, BindException ex) {
		String property = (ex.getName() != null) ? below(name, ex.getName().toString()) : "";
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnboundConfigurationPropertiesException unbound) {
				unbound.getUnboundProperties()
					.forEach((one) -> this.faults.add(new Fault(below(name, one.getName().toString()),
							"there is no such setting" + known(name, one.getName(), type))));
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
			if (cause.getCause() == null) {
				this.faults.add(new Fault(property, String.valueOf(cause.getMessage())));
			}
		}
	}

	private static String below(String name, String property) {
		return property.equals(name) ? ""
				: property.startsWith(name + ".") ? property.substring(name.length() + 1) : property;
	}

	private static String known(String name, ConfigurationPropertyName unbound, Class<?> type) {
		if (!type.isRecord()
				|| unbound.getNumberOfElements() != ConfigurationPropertyName.of(name).getNumberOfElements() + 1) {
			return "";
		}
		return Arrays.stream(type.getRecordComponents())
			.map(RecordComponent::getName)
			.map((component) -> component.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", ", "; known here: ", ""));
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
			return "a whole number";
		}
		Throwable cause = conversion.getCause();
		return "a " + type.getSimpleName().toLowerCase(Locale.ROOT)
				+ ((cause != null && cause.getMessage() != null) ? " (" + cause.getMessage() + ")" : "");
	}

	/**
	 * Lets a record that has no defaults be null in the end: its fault is on the list.
	 */
	private static final class Forgiving implements BindHandler {

		@Override
		@SuppressWarnings("NullAway")
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) {
			return null;
		}

	}

}
