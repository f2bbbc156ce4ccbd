package io.wirepost.protocol.expression;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import io.wirepost.settings.InvalidSettingsException;

/** What expressions of each kind may give. */
final class ResultTypes {

	private ResultTypes() {
	}

	/**
	 * @throws InvalidSettingsException if it may not be this
	 */
	static void check(CelType type, Expression.Kind kind) {
		CelKind given = type.kind();
		boolean fits = switch (kind) {
			case CONDITION, REPLY -> given == CelKind.BOOL;
			case BYTES -> given == CelKind.BYTES || given == CelKind.STRING;
			case ID -> given == CelKind.STRING || given == CelKind.INT;
			case VALUE -> given != CelKind.TYPE;
		};
		if (!fits) {
			throw new InvalidSettingsException("",
					"this expression gives %s; it has to be %s".formatted(Types.name(type), wanted(kind)));
		}
	}

	private static String wanted(Expression.Kind kind) {
		return switch (kind) {
			case CONDITION, REPLY -> "true or false";
			case BYTES -> "bytes or a string";
			case ID -> "a string or an int";
			case VALUE -> "a value";
		};
	}

}
