package io.wirepost.protocol.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.cel.common.CelFunctionDecl;

/**
 * All that expressions can call, operators included. CEL's checker knows no other, so
 * that nothing is called that is not here.
 */
final class Functions {

	private final Map<String, Overload> byId = new LinkedHashMap<>();

	private final Map<String, List<Overload>> byName = new LinkedHashMap<>();

	/** All of them. */
	static Functions all() {
		Functions functions = new Functions();
		Operators.addTo(functions);
		Arithmetic.addTo(functions);
		ReadingBytes.addTo(functions);
		MakingBytes.addTo(functions);
		Strings.addTo(functions);
		Searching.addTo(functions);
		Conversions.addTo(functions);
		Times.addTo(functions);
		MathFunctions.addTo(functions);
		return functions;
	}

	/** Adds an operator, or a function that is called on nothing. */
	void global(String name, Parameter result, Code code, Parameter... parameters) {
		add(name, false, result, code, parameters);
	}

	/** Adds a function that is called on its first argument. */
	void member(String name, Parameter result, Code code, Parameter... parameters) {
		add(name, true, result, code, parameters);
	}

	private void add(String name, boolean member, Parameter result, Code code, Parameter... parameters) {
		List<Overload> overloads = this.byName.computeIfAbsent(name, (key) -> new ArrayList<>());
		Overload overload = new Overload(name + ":" + overloads.size(), name, member, result.type(),
				List.of(parameters), code);
		overloads.add(overload);
		this.byId.put(overload.id(), overload);
	}

	Overload withId(String id) {
		Overload overload = this.byId.get(id);
		if (overload == null) {
			throw new IllegalStateException("The checker knows '%s', which nobody added".formatted(id));
		}
		return overload;
	}

	/** All overloads, in the order in which they were added. */
	List<Overload> overloads() {
		return List.copyOf(this.byId.values());
	}

	List<CelFunctionDecl> declarations() {
		List<CelFunctionDecl> declarations = new ArrayList<>();
		this.byName.forEach((name, overloads) -> declarations
			.add(CelFunctionDecl.newFunctionDeclaration(name, overloads.stream().map(Overload::declaration).toList())));
		return declarations;
	}

}
