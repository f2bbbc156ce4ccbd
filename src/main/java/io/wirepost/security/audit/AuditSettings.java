package io.wirepost.security.audit;

import io.wirepost.settings.Rules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where the audit goes.
 *
 * @param file a file of its own; without it, the audit goes to the logger wirepost.audit
 * @param maxSize how large the file becomes before the next one begins
 * @param files how many files there are, the older ones named with a number
 */
public record AuditSettings(@Nullable String file, @DefaultValue("100MB") DataSize maxSize,
		@DefaultValue("10") int files) {

	public AuditSettings {
		Rules.check(maxSize.toBytes() >= 1024, "max-size", maxSize, "1KB or more");
		Rules.check(files >= 1 && files <= 1000, "files", files, "1 to 1000");
	}

}
