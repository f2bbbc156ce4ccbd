package io.wirepost.protocol.expression;

/** Places in bytes: negative ones count from the end. */
final class Places {

	private Places() {
	}

	/**
	 * The place that a call's second argument is, in its first.
	 * @param size the number of bytes that have to be there
	 */
	static int of(Call call, int size) throws EvaluationException {
		Bytes bytes = call.bytes(0);
		long place = fromStart(bytes, call.number(1));
		if (place < 0 || place > bytes.size() - size) {
			throw call.failure("%s(%d) is outside of %s", call.name(), call.number(1), call.in().name(bytes));
		}
		return (int) place;
	}

	/** Without an end, all that follows. */
	static Bytes slice(Call call) throws EvaluationException {
		Bytes bytes = call.bytes(0);
		long from = fromStart(bytes, call.number(1));
		long to = call.has(2) ? fromStart(bytes, call.number(2)) : bytes.size();
		if (from >= 0 && from <= to && to <= bytes.size()) {
			return bytes.slice((int) from, (int) to);
		}
		if (from > to && to >= 0 && from <= bytes.size()) {
			throw call.failure("slice(%d, %d) ends before it begins, in %s", call.number(1), call.number(2),
					call.in().name(bytes));
		}
		throw call.failure("slice(%s) is outside of %s",
				call.has(2) ? call.value(1) + ", " + call.value(2) : call.value(1), call.in().name(bytes));
	}

	private static long fromStart(Bytes bytes, long place) {
		return (place < 0) ? place + bytes.size() : place;
	}

}
