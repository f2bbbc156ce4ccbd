package io.wirepost.protocol.expression;

import java.util.Arrays;
import java.util.Optional;

/** What an expression may name. */
enum Variable implements Node {

	/** The bytes that the framing delivered. */
	FRAME("frame") {
		@Override
		public Object evaluate(Evaluation in) {
			return in.variables().frame();
		}
	},

	/** The frame in the connection's charset. */
	TEXT("text") {
		@Override
		public Object evaluate(Evaluation in) throws EvaluationException {
			Variables variables = in.variables();
			in.spend(variables.frame().size());
			return variables.text()
				.orElseThrow(() -> new EvaluationException("the frame of %s is no text in %s", variables.frame(),
						variables.charset()));
		}
	},

	/** The device's id; empty before identification. */
	DEVICE("device") {
		@Override
		public Object evaluate(Evaluation in) {
			return in.variables().device();
		}
	},

	/** When the frame arrived. */
	RECEIVED("received") {
		@Override
		public Object evaluate(Evaluation in) {
			return in.variables().received();
		}
	},

	/** How many frames the connection has received. */
	FRAMES_IN("framesIn") {
		@Override
		public Object evaluate(Evaluation in) {
			return in.variables().framesIn();
		}
	},

	/** How many frames were written on the connection. */
	FRAMES_OUT("framesOut") {
		@Override
		public Object evaluate(Evaluation in) {
			return in.variables().framesOut();
		}
	},

	/** What the frame is to answer. */
	REQUEST("request") {
		@Override
		public Object evaluate(Evaluation in) throws EvaluationException {
			Bytes request = in.variables().request();
			if (request == null) {
				throw new EvaluationException("there is no request that the frame could answer");
			}
			return request;
		}
	},

	/** Whether the frame's checksum fits. */
	INTACT("intact") {
		@Override
		public Object evaluate(Evaluation in) {
			return in.variables().isIntact();
		}
	};

	private final String word;

	Variable(String word) {
		this.word = word;
	}

	/** The one of a name, if there is one. */
	static Optional<Variable> named(String name) {
		return Arrays.stream(values()).filter((one) -> one.word.equals(name)).findFirst();
	}

	/** Its name in expressions. */
	String word() {
		return this.word;
	}

}
