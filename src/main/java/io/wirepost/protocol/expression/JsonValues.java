package io.wirepost.protocol.expression;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values as JSON shows them: bytes as lower-case hex, times as in RFC 3339, durations in
 * seconds ({@code 1.5s}), and as texts the numbers that JSON lacks, such as infinity.
 */
final class JsonValues {

	private JsonValues() {
	}

	static Object of(Object value, Evaluation in) throws EvaluationException {
		in.spend(1);
		if (value instanceof Bytes bytes) {
			in.spend(3L * bytes.size());
			return HexFormat.of().formatHex(bytes.toByteArray());
		}
		if (value instanceof List<?> list) {
			return list(list, in);
		}
		if (value instanceof Map<?, ?> map) {
			return map(map, in);
		}
		boolean isText = value instanceof Instant || value instanceof Duration
				|| value instanceof Double number && !Double.isFinite(number);
		return isText ? Conversions.text(value) : value;
	}

	private static Object list(List<?> list, Evaluation in) throws EvaluationException {
		List<Object> values = new ArrayList<>(list.size());
		for (Object one : list) {
			values.add(of(one, in));
		}
		return values;
	}

	private static Object map(Map<?, ?> map, Evaluation in) throws EvaluationException {
		Map<String, Object> values = new LinkedHashMap<>();
		for (Map.Entry<?, ?> one : map.entrySet()) {
			values.put(of(one.getKey(), in).toString(), of(one.getValue(), in));
		}
		return values;
	}

}
