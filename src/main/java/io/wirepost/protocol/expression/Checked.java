package io.wirepost.protocol.expression;

import java.util.List;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import io.wirepost.settings.InvalidSettingsException;

/**
 * An expression that CEL's checker has accepted.
 *
 * @param tree what it is made of
 * @param functions those that it can call
 */
record Checked(CelAbstractSyntaxTree tree, Functions functions) {

	CelType type(CelExpr expression) {
		return this.tree.getTypeOrThrow(expression.id());
	}

	Overload overload(CelExpr call) {
		List<String> ids = this.tree.getReferenceOrThrow(call.id()).overloadIds();
		if (ids.size() != 1) {
			throw fault(call,
					"this is meant for several types, and the type of a value is not known before it is there");
		}
		return this.functions.withId(ids.get(0));
	}

	/** Says what is wrong with a part. */
	InvalidSettingsException fault(CelExpr part, String sentence) {
		CelSource source = this.tree.getSource();
		Integer offset = source.getPositionsMap().getOrDefault(part.id(), 0);
		CelSourceLocation place = source.getOffsetLocation(offset).orElseGet(() -> CelSourceLocation.of(1, 0));
		return new InvalidSettingsException("", Sentences.at(place, sentence));
	}

}
