package io.wirepost.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that cannot be used, with a sentence for each fault. */
public class InvalidSettingsException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final transient List<Fault> faults;

	public InvalidSettingsException(List<Fault> faults) {
		super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
		this.faults = List.copyOf(faults);
	}

	public InvalidSettingsException(String property, String sentence) {
		this(List.of(new Fault(property, sentence)));
	}

	public List<Fault> faults() {
		return this.faults;
	}

	/** The same faults, with their properties below a prefix. */
	public InvalidSettingsException within(String prefix) {
		return new InvalidSettingsException(this.faults.stream().map((fault) -> fault.within(prefix)).toList());
	}

}
