package io.wirepost.protocol.expression;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;

/** What CEL's types are called in sentences, and which of them say nothing. */
final class Types {

	private Types() {
	}

	/** Whether the checker leaves something of the type to the evaluation. */
	static boolean isUnknown(CelType type) {
		return type.kind() == CelKind.DYN || type.kind() == CelKind.TYPE_PARAM || type.kind() == CelKind.ANY
				|| type.parameters().stream().anyMatch(Types::isUnknown);
	}

	/** Whether a parameter of this type takes any value, list or map. */
	static boolean isGeneric(CelType parameter) {
		return isUnknown(parameter);
	}

	static String name(CelType type) {
		return switch (type.kind()) {
			case BOOL -> "true or false";
			case INT -> "an int";
			case DOUBLE -> "a double";
			case STRING -> "a string";
			case BYTES -> "bytes";
			case TIMESTAMP -> "a timestamp";
			case DURATION -> "a duration";
			case LIST -> "a list";
			case MAP -> "a map";
			case TYPE -> "a type";
			default -> "a value whose type is not known before it is there";
		};
	}

}
