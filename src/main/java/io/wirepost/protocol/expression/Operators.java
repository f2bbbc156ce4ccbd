package io.wirepost.protocol.expression;

import java.util.ArrayList;
import java.util.List;

import static io.wirepost.protocol.expression.Parameter.ANY;
import static io.wirepost.protocol.expression.Parameter.BOOL;
import static io.wirepost.protocol.expression.Parameter.BYTES;
import static io.wirepost.protocol.expression.Parameter.DOUBLE;
import static io.wirepost.protocol.expression.Parameter.DURATION;
import static io.wirepost.protocol.expression.Parameter.INT;
import static io.wirepost.protocol.expression.Parameter.KEY;
import static io.wirepost.protocol.expression.Parameter.LIST;
import static io.wirepost.protocol.expression.Parameter.MAP;
import static io.wirepost.protocol.expression.Parameter.STRING;
import static io.wirepost.protocol.expression.Parameter.TIMESTAMP;

/**
 * Comparing, joining and looking up. {@code &&}, {@code ||} and {@code ?:} are declared
 * here for the checker; as they do not evaluate all of their operands,
 * {@link Translation} makes nodes of them.
 */
final class Operators {

	/** The names of those that are nodes. */
	static final String AND = "_&&_";

	static final String OR = "_||_";

	static final String CHOICE = "_?_:_";

	private Operators() {
	}

	static void addTo(Functions functions) {
		functions.global(AND, BOOL, Operators::isNode, BOOL, BOOL);
		functions.global(OR, BOOL, Operators::isNode, BOOL, BOOL);
		functions.global(CHOICE, ANY, Operators::isNode, BOOL, ANY, ANY);
		functions.global("!_", BOOL, (call) -> !call.flag(0), BOOL);
		functions.global("_==_", BOOL, (call) -> Values.areEqual(call, call.value(0), call.value(1)), ANY, ANY);
		functions.global("_!=_", BOOL, (call) -> !Values.areEqual(call, call.value(0), call.value(1)), ANY, ANY);
		for (Parameter type : new Parameter[] { INT, DOUBLE, STRING, BYTES, TIMESTAMP, DURATION }) {
			comparisons(functions, type, type);
		}
		comparisons(functions, INT, DOUBLE);
		comparisons(functions, DOUBLE, INT);
		joining(functions);
		lookingUp(functions);
	}

	private static Object isNode(Call call) {
		throw new IllegalStateException(call.name() + " is a node");
	}

	private static void comparisons(Functions functions, Parameter left, Parameter right) {
		functions.global("_<_", BOOL, (call) -> Values.isLess(call, 0, 1), left, right);
		functions.global("_>_", BOOL, (call) -> Values.isLess(call, 1, 0), left, right);
		functions.global("_<=_", BOOL, (call) -> Values.isLess(call, 0, 1) || Values.areEquallyLarge(call), left,
				right);
		functions.global("_>=_", BOOL, (call) -> Values.isLess(call, 1, 0) || Values.areEquallyLarge(call), left,
				right);
	}

	private static void joining(Functions functions) {
		functions.global("_+_", STRING, (call) -> {
			call.spend((long) call.text(0).length() + call.text(1).length());
			return call.text(0) + call.text(1);
		}, STRING, STRING);
		functions.global("_+_", BYTES, (call) -> {
			call.spend((long) call.bytes(0).size() + call.bytes(1).size());
			return call.bytes(0).concat(call.bytes(1));
		}, BYTES, BYTES);
		functions.global("_+_", LIST, (call) -> {
			call.spend((long) call.list(0).size() + call.list(1).size());
			List<Object> all = new ArrayList<>(call.list(0));
			all.addAll(call.list(1));
			return all;
		}, LIST, LIST);
	}

	private static void lookingUp(Functions functions) {
		functions.global("_[_]", ANY, (call) -> {
			long index = call.number(1);
			if (index < 0 || index >= call.list(0).size()) {
				throw call.failure("[%d] is outside of the list of %d", index, call.list(0).size());
			}
			return call.list(0).get((int) index);
		}, LIST, INT);
		functions.global("_[_]", ANY, (call) -> Values.member(call.map(0), call.value(1)), MAP, KEY);
		functions.global("@in", BOOL, Operators::isInList, ANY, LIST);
		functions.global("@in", BOOL, (call) -> call.map(1).containsKey(call.value(0)), KEY, MAP);
		functions.global("size", INT, (call) -> (long) call.list(0).size(), LIST);
		functions.member("size", INT, (call) -> (long) call.list(0).size(), LIST);
		functions.global("size", INT, (call) -> (long) call.map(0).size(), MAP);
		functions.member("size", INT, (call) -> (long) call.map(0).size(), MAP);
	}

	private static boolean isInList(Call call) throws EvaluationException {
		for (Object one : call.list(1)) {
			if (Values.areEqual(call, call.value(0), one)) {
				return true;
			}
		}
		return false;
	}

}
