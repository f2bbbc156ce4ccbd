package io.wirepost.protocol.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list or a map that an expression writes out, and a map's member. */
sealed interface Container extends Node {

	/**
	 * {@code [1, 2]}.
	 *
	 * @param elements in order
	 */
	record Listing(List<Node> elements) implements Container {

		@Override
		public Object evaluate(Evaluation in) throws EvaluationException {
			List<Object> values = new ArrayList<>(this.elements.size());
			for (Node element : this.elements) {
				values.add(element.evaluate(in));
			}
			return values;
		}

	}

	/**
	 * <code>{'a': 1}</code>.
	 *
	 * @param keys in order
	 * @param values of the keys
	 */
	record Mapping(List<Node> keys, List<Node> values) implements Container {

		@Override
		public Object evaluate(Evaluation in) throws EvaluationException {
			Map<Object, Object> map = new LinkedHashMap<>();
			for (int i = 0; i < this.keys.size(); i++) {
				Object key = this.keys.get(i).evaluate(in);
				if (map.put(key, this.values.get(i).evaluate(in)) != null) {
					throw new EvaluationException("the map has a key twice");
				}
			}
			return map;
		}

	}

	/**
	 * {@code map.key}.
	 *
	 * @param map a map, which the checker may not know it to be
	 * @param key the member's
	 */
	record Member(Node map, String key) implements Container {

		@Override
		public Object evaluate(Evaluation in) throws EvaluationException {
			if (this.map.evaluate(in) instanceof Map<?, ?> members && members.get(this.key) != null) {
				return members.get(this.key);
			}
			throw new EvaluationException("the map has no '%s'", this.key);
		}

	}

}
