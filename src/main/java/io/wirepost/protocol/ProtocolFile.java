package io.wirepost.protocol;

import java.util.Map;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A protocol as a file: YAML with the protocol's settings at its top. Its name is the
 * file's, without the ending. All values are text, so that bytes in hex need no quotes:
 * {@code 0D} stays {@code 0D}.
 */
final class ProtocolFile {

	/** How many groups may be named again by an alias. */
	private static final int MOST_ALIASES = 10;

	private ProtocolFile() {
	}

	/**
	 * Reads a file's text.
	 * @throws InvalidSettingsException if it is no YAML, or has no settings
	 */
	static Settings read(String text) {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		// Groups that name each other would grow without end.
		options.setMaxAliasesForCollections(MOST_ALIASES);
		DumperOptions dumper = new DumperOptions();
		try {
			Object tree = new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options,
					new AllText())
				.load(text);
			if (!(tree instanceof Map)) {
				throw new InvalidSettingsException("", "it has no settings; begin with framing: and its type");
			}
			return Settings.of(tree);
		}
		catch (MarkedYAMLException ex) {
			throw new InvalidSettingsException("",
					"it is not YAML at %d:%d: %s".formatted(ex.getProblemMark().getLine() + 1,
							ex.getProblemMark().getColumn() + 1, String.valueOf(ex.getProblem()).replace('\n', ' ')));
		}
		catch (StackOverflowError ex) {
			throw new InvalidSettingsException("", "an alias (*) in it stands within its own anchor (&)");
		}
		catch (NumberFormatException ex) {
			throw new InvalidSettingsException("",
					"it is not YAML: a tag (!!) does not fit its value; write values without tags");
		}
		catch (YAMLException ex) {
			throw new InvalidSettingsException("",
					"it is not YAML: " + String.valueOf(ex.getMessage()).replace('\n', ' '));
		}
	}

	/** Takes every value as text. */
	private static final class AllText extends Resolver {

		@Override
		protected void addImplicitResolvers() {
			// None: no value is a number, a date or a boolean.
		}

	}

}
