package io.wirepost;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/**
 * The classes of Wirepost as ArchUnit sees them, read once for all tests of a process.
 */
final class ProductClasses {

	/** Without tests, and without what Spring's ahead-of-time processing generates. */
	static final JavaClasses ALL = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.withImportOption((location) -> !location.contains("__"))
		.importPackages("io.wirepost");

	private ProductClasses() {
	}

}
