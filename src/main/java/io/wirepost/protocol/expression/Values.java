package io.wirepost.protocol.expression;

import java.util.List;
import java.util.Map;

/** Compares values as CEL does: numbers by their value, whatever their type. */
final class Values {

	private Values() {
	}

	static boolean areEqual(Call call, Object left, Object right) throws EvaluationException {
		call.spend(1 + Math.min(size(left), size(right)));
		if (left instanceof Number && right instanceof Number) {
			return isSame((Number) left, (Number) right);
		}
		if (left instanceof List<?> one && right instanceof List<?> other) {
			return areEqual(call, one, other);
		}
		return left.equals(right);
	}

	private static boolean areEqual(Call call, List<?> left, List<?> right) throws EvaluationException {
		if (left.size() != right.size()) {
			return false;
		}
		for (int i = 0; i < left.size(); i++) {
			if (!areEqual(call, left.get(i), right.get(i))) {
				return false;
			}
		}
		return true;
	}

	private static long size(Object value) {
		if (value instanceof Bytes bytes) {
			return bytes.size();
		}
		if (value instanceof String text) {
			return text.length();
		}
		return (value instanceof Map<?, ?> map) ? map.size() : 0;
	}

	private static boolean isSame(Number left, Number right) {
		if (left instanceof Long && right instanceof Long) {
			return left.longValue() == right.longValue();
		}
		return compareToDouble(left, right) == 0 && !isNaN(left) && !isNaN(right);
	}

	private static boolean isNaN(Number number) {
		return number instanceof Double real && real.isNaN();
	}

	/** One of the two is a double. A long can be larger than what a double holds. */
	private static int compareToDouble(Number left, Number right) {
		if (left instanceof Double one && right instanceof Double other) {
			// Unlike Double.compare, which tells 0.0 from -0.0.
			return one.doubleValue() == other.doubleValue() ? 0 : Double.compare(one, other);
		}
		if (left instanceof Long) {
			return -compareToDouble(right, left);
		}
		double real = left.doubleValue();
		if (real >= 0x1p63 || real < -0x1p63) {
			return (real > 0) ? 1 : -1;
		}
		int whole = Long.compare((long) real, right.longValue());
		return (whole != 0) ? whole : Double.compare(real, Math.rint((long) real));
	}

	/** Whether one argument is less than another. Nothing is less or more than NaN. */
	static boolean isLess(Call call, int left, int right) throws EvaluationException {
		call.spend(1 + Math.min(size(call.value(left)), size(call.value(right))));
		if (call.value(left) instanceof Number one && call.value(right) instanceof Number other) {
			return !isNaN(one) && !isNaN(other) && compare(one, other) < 0;
		}
		return compare(call.value(left), call.value(right)) < 0;
	}

	static boolean areEquallyLarge(Call call) throws EvaluationException {
		return areEqual(call, call.value(0), call.value(1));
	}

	private static int compare(Number left, Number right) {
		return (left instanceof Long && right instanceof Long) ? Long.compare(left.longValue(), right.longValue())
				: compareToDouble(left, right);
	}

	/** Both are of the same type, which compares itself. */
	@SuppressWarnings("unchecked")
	private static int compare(Object left, Object right) {
		return ((Comparable<Object>) left).compareTo(right);
	}

	static Object member(Map<?, ?> map, Object key) throws EvaluationException {
		Object value = map.get(key);
		if (value == null) {
			throw new EvaluationException("the map has no such key");
		}
		return value;
	}

}
