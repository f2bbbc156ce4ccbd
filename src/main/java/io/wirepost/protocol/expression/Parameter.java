package io.wirepost.protocol.expression;

import java.util.List;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a function.
 *
 * @param type its type
 * @param meaning null for a value; else what a literal has to be here, which is read when
 * the expression is: the function gets what it stands for
 * @param reader reads the literal; null for a value
 */
record Parameter(CelType type, @Nullable String meaning, @Nullable Reader reader) {

	static final Parameter BOOL = value(SimpleType.BOOL);

	static final Parameter INT = value(SimpleType.INT);

	static final Parameter DOUBLE = value(SimpleType.DOUBLE);

	static final Parameter STRING = value(SimpleType.STRING);

	static final Parameter BYTES = value(SimpleType.BYTES);

	static final Parameter TIMESTAMP = value(SimpleType.TIMESTAMP);

	static final Parameter DURATION = value(SimpleType.DURATION);

	/** Any type, the same wherever a function has it. */
	static final Parameter ANY = value(TypeParamType.create("A"));

	/** The key of a map. */
	static final Parameter KEY = value(TypeParamType.create("K"));

	static final Parameter LIST = value(ListType.create(ANY.type()));

	static final Parameter STRINGS = value(ListType.create(SimpleType.STRING));

	static final Parameter MAP = value(MapType.create(KEY.type(), ANY.type()));

	/** {@code 'le'} or {@code 'be'}. */
	static final Parameter ORDER = literal(SimpleType.STRING, "the byte order", Literals::order);

	static final Parameter CHARSET = literal(SimpleType.STRING, "the charset", Literals::charset);

	static final Parameter CHECKSUM = literal(SimpleType.STRING, "the checksum", Literals::checksum);

	static final Parameter PATTERN = literal(SimpleType.STRING, "the pattern", Literals::pattern);

	static final Parameter GROUP_NAME = literal(SimpleType.STRING, "the group", (value) -> value);

	static final Parameter GROUP_NUMBER = literal(SimpleType.INT, "the group", (value) -> value);

	static final Parameter TIME_PATTERN = literal(SimpleType.STRING, "the pattern", Literals::timePattern);

	static final Parameter ZONE = literal(SimpleType.STRING, "the zone", Literals::zone);

	static List<CelType> types(Parameter... parameters) {
		return List.of(parameters).stream().map(Parameter::type).toList();
	}

	private static Parameter value(CelType type) {
		return new Parameter(type, null, null);
	}

	private static Parameter literal(CelType type, String meaning, Reader reader) {
		return new Parameter(type, meaning, reader);
	}

	/** Reads a literal. */
	@FunctionalInterface
	interface Reader {

		/**
		 * @throws IllegalArgumentException if it is none, with a sentence
		 */
		Object read(Object literal);

	}

}
