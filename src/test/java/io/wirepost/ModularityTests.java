package io.wirepost;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import org.springframework.modulith.core.ApplicationModules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** The house keeps its walls. */
class ModularityTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.wirepost");

	@Test
	void modulesDependOnlyOnWhatTheyName() {
		ApplicationModules.of(WirepostApplication.class).verify();
	}

	@Test
	void onlyTransportConnectionAndFramingKnowNetty() {
		noClasses().that()
			.resideOutsideOfPackages("io.wirepost.framing..", "io.wirepost.transport..", "io.wirepost.connection..",
					"io.wirepost.overload..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.netty..", "org.springframework.integration.ip..")
			.check(CLASSES);
	}

	@Test
	void onlyWebAndSecurityKnowHttp() {
		noClasses().that()
			.resideOutsideOfPackages("io.wirepost.web..", "io.wirepost.security..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("jakarta.servlet..", "org.springframework.web..", "org.springframework.http..")
			.check(CLASSES);
	}

	@Test
	void onlyEnginesKnowWhereThingsAreKept() {
		noClasses().that()
			.resideOutsideOfPackage("io.wirepost.engine..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.rocksdb..", "java.sql..", "org.apache.kafka..", "org.springframework.kafka..")
			.check(CLASSES);
	}

	@Test
	void eachWayOfHandingOnStandsAlone() {
		for (String one : List.of("stream", "webhook", "topic")) {
			noClasses().that()
				.resideInAPackage("io.wirepost.forward..")
				.and()
				.resideOutsideOfPackage("io.wirepost.forward." + one)
				.should()
				.dependOnClassesThat()
				.resideInAPackage("io.wirepost.forward." + one)
				.check(CLASSES);
		}
	}

}
