package io.wirepost.protocol.expression;

import java.util.List;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;

/**
 * CEL's compiler, with the variables and functions that expressions have. It takes half a
 * second and some megabytes, so this type is only loaded with the first expression.
 */
final class Environment {

	private static final int LONGEST = 4_000;

	private static final int DEEPEST = 100;

	private static final int MOST_FAULTS = 3;

	private static final Functions FUNCTIONS = Functions.all();

	private static final CelCompiler COMPILER = compiler();

	private Environment() {
	}

	private static CelCompiler compiler() {
		CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
			.setOptions(CelOptions.current()
				.maxExpressionCodePointSize(LONGEST)
				.maxParseRecursionDepth(DEEPEST)
				.maxParseErrorRecoveryLimit(MOST_FAULTS)
				.enableOptionalSyntax(false)
				.build())
			.setStandardEnvironmentEnabled(false)
			.addFunctionDeclarations(FUNCTIONS.declarations());
		for (Variable variable : Variable.values()) {
			builder.addVar(variable.word(), type(variable));
		}
		return builder.build();
	}

	private static CelType type(Variable variable) {
		return switch (variable) {
			case FRAME, REQUEST -> SimpleType.BYTES;
			case TEXT, DEVICE -> SimpleType.STRING;
			case RECEIVED -> SimpleType.TIMESTAMP;
			case FRAMES_IN, FRAMES_OUT -> SimpleType.INT;
			case INTACT -> SimpleType.BOOL;
		};
	}

	/**
	 * @throws InvalidSettingsException if the source is no expression
	 */
	static Checked check(String source) {
		if (source.isBlank()) {
			throw new InvalidSettingsException("", "this expression is empty");
		}
		if (source.length() > LONGEST) {
			throw new InvalidSettingsException("", "this expression has %d characters; an expression has at most %d"
				.formatted(source.length(), LONGEST));
		}
		try {
			CelAbstractSyntaxTree parsed = parsed(COMPILER.parse(source));
			CelValidationResult result = COMPILER.check(parsed);
			if (result.hasError()) {
				throw new InvalidSettingsException(faults(result.getErrors(), MOST_FAULTS));
			}
			return new Checked(result.getAst(), FUNCTIONS);
		}
		catch (CelValidationException ex) {
			throw new InvalidSettingsException(faults(ex.getErrors(), 1));
		}
	}

	/** What follows a fault of the grammar is rarely one. */
	private static CelAbstractSyntaxTree parsed(CelValidationResult result) throws CelValidationException {
		if (result.hasError()) {
			throw new InvalidSettingsException(faults(result.getErrors(), 1));
		}
		return result.getAst();
	}

	private static List<Fault> faults(List<CelIssue> issues, int most) {
		return issues.stream().limit(most).map((issue) -> new Fault("", Sentences.of(issue))).toList();
	}

}
