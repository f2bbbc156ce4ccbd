package io.wirepost.protocol.expression;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import io.wirepost.settings.InvalidSettingsException;

/**
 * Makes nodes of what CEL's checker has checked. Whatever names no variable is evaluated
 * here, once: {@code hex('0D0A')} is two bytes afterwards. For one expression.
 */
final class Translation {

	/** Evaluating recurses, on threads whose stacks are small. */
	private static final int DEEPEST = 100;

	private final Checked checked;

	/** Whether there may be a request. */
	private final boolean reply;

	private final Set<Variable> variables = EnumSet.noneOf(Variable.class);

	/** One for all constants, which bounds them together. */
	private final Evaluation constants = Evaluation.ofConstants();

	Translation(Checked checked, boolean reply) {
		this.checked = checked;
		this.reply = reply;
	}

	/** The variables that the translated nodes name. */
	Set<Variable> variables() {
		return this.variables;
	}

	/**
	 * @throws InvalidSettingsException if there can be no such node, with the place
	 */
	Node node(CelExpr expression) {
		return node(expression, DEEPEST);
	}

	private Node node(CelExpr expression, int deeper) {
		if (deeper == 0) {
			throw this.checked.fault(expression, "more than %d operations are nested here".formatted(DEEPEST));
		}
		return switch (expression.getKind()) {
			case CONSTANT -> literal(expression);
			case IDENT -> variable(expression);
			case CALL -> call(expression, deeper - 1);
			case LIST -> {
				List<Node> elements = nodes(expression.list().elements(), deeper - 1);
				yield folded(expression, new Container.Listing(elements), elements);
			}
			case MAP -> map(expression, deeper - 1);
			case SELECT -> member(expression, deeper - 1);
			default -> throw this.checked.fault(expression, "expressions have neither loops nor messages");
		};
	}

	private List<Node> nodes(List<CelExpr> expressions, int deeper) {
		List<Node> nodes = new ArrayList<>();
		expressions.forEach((one) -> nodes.add(node(one, deeper)));
		return nodes;
	}

	private Node literal(CelExpr expression) {
		CelConstant constant = expression.constant();
		return new Node.Constant(switch (constant.getKind()) {
			case BOOLEAN_VALUE -> constant.booleanValue();
			case INT64_VALUE -> constant.int64Value();
			case DOUBLE_VALUE -> constant.doubleValue();
			case STRING_VALUE -> constant.stringValue();
			case BYTES_VALUE -> Bytes.owning(constant.bytesValue().toByteArray());
			default -> throw this.checked.fault(expression, "null and unsigned numbers are not there; write 1 for 1u");
		});
	}

	private Node variable(CelExpr expression) {
		Optional<Variable> variable = Variable.named(expression.ident().name());
		this.variables.add(variable
			.orElseThrow(() -> this.checked.fault(expression, "'%s' is a type".formatted(expression.ident().name()))));
		if (variable.get() == Variable.REQUEST && !this.reply) {
			throw this.checked.fault(expression, "'request' is known in reply expressions only");
		}
		return variable.get();
	}

	private Node call(CelExpr expression, int deeper) {
		CelExpr.CelCall call = expression.call();
		List<CelExpr> arguments = new ArrayList<>();
		call.target().ifPresent(arguments::add);
		arguments.addAll(call.args());
		Overload overload = this.checked.overload(expression);
		List<Node> nodes = new ArrayList<>();
		for (int i = 0; i < arguments.size(); i++) {
			nodes.add(argument(arguments.get(i), overload.parameters().get(i), deeper));
		}
		Node node = switch (overload.name()) {
			case Operators.AND -> new Logic(nodes.get(0), nodes.get(1), false);
			case Operators.OR -> new Logic(nodes.get(0), nodes.get(1), true);
			case Operators.CHOICE -> new Choice(nodes.get(0), nodes.get(1), nodes.get(2));
			default -> invocation(expression, overload, nodes);
		};
		return overload.dependsOnCharset() ? node : folded(expression, node, nodes);
	}

	private Node argument(CelExpr expression, Parameter parameter, int deeper) {
		CelType type = this.checked.type(expression);
		if (Types.isUnknown(type) && !Types.isGeneric(parameter.type())) {
			throw this.checked.fault(expression,
					"the type of this value is not known before it is there, as lists and maps mix types; no function takes it");
		}
		Node node = node(expression, deeper);
		if (parameter.reader() == null) {
			return node;
		}
		if (!(node instanceof Node.Constant constant)) {
			throw this.checked.fault(expression, "%s has to be a literal".formatted(parameter.meaning()));
		}
		try {
			return new Node.Constant(parameter.reader().read(constant.value()));
		}
		catch (IllegalArgumentException ex) {
			throw this.checked.fault(expression, ex.getMessage());
		}
	}

	private Node invocation(CelExpr expression, Overload overload, List<Node> arguments) {
		try {
			overload.check(arguments);
		}
		catch (IllegalArgumentException ex) {
			throw this.checked.fault(expression, ex.getMessage());
		}
		return new Invocation(overload.name(), overload.code(), arguments.toArray(Node[]::new));
	}

	private Node map(CelExpr expression, int deeper) {
		List<CelExpr.CelMap.Entry> entries = expression.map().entries();
		List<Node> keys = nodes(entries.stream().map(CelExpr.CelMap.Entry::key).toList(), deeper);
		List<Node> values = nodes(entries.stream().map(CelExpr.CelMap.Entry::value).toList(), deeper);
		List<Node> all = new ArrayList<>(keys);
		all.addAll(values);
		return folded(expression, new Container.Mapping(keys, values), all);
	}

	private Node member(CelExpr expression, int deeper) {
		Node map = node(expression.select().operand(), deeper);
		return folded(expression, new Container.Member(map, expression.select().field()), List.of(map));
	}

	/** The node's value, where it is the same in every evaluation. */
	private Node folded(CelExpr expression, Node node, List<Node> operands) {
		if (!operands.stream().allMatch(Node.Constant.class::isInstance)) {
			return node;
		}
		try {
			return new Node.Constant(node.evaluate(this.constants));
		}
		catch (EvaluationException ex) {
			throw this.checked.fault(expression, ex.getMessage());
		}
	}

}
