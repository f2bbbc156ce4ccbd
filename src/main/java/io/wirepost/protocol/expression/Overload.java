package io.wirepost.protocol.expression;

import java.util.List;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;

/**
 * A function for arguments of certain types.
 *
 * @param id its name in CEL's checker
 * @param name the function's name
 * @param member whether it is called on its first argument
 * @param result the type of what it gives
 * @param parameters what it takes
 * @param code what it does
 */
record Overload(String id, String name, boolean member, CelType result, List<Parameter> parameters, Code code) {

	/**
	 * Whether it can give something else on another connection for the same arguments.
	 */
	boolean dependsOnCharset() {
		return this.name.equals(MakingBytes.IN_CHARSET);
	}

	/**
	 * Checks the literals among the arguments with each other.
	 * @throws IllegalArgumentException if they do not fit, with a sentence
	 */
	void check(List<Node> arguments) {
		if (this.name.equals(Searching.CAPTURE)) {
			Searching.checkGroup(arguments.get(1), arguments.get(2));
		}
	}

	CelOverloadDecl declaration() {
		List<CelType> types = this.parameters.stream().map(Parameter::type).toList();
		return this.member ? CelOverloadDecl.newMemberOverload(this.id, this.result, types)
				: CelOverloadDecl.newGlobalOverload(this.id, this.result, types);
	}

}
