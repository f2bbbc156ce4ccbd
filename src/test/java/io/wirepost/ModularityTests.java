package io.wirepost;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.modulith.core.ApplicationModules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** The house keeps its walls. */
class ModularityTests {

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
			.check(ProductClasses.ALL);
	}

	@Test
	void onlyWebConsoleAndSecurityKnowHttp() {
		noClasses().that()
			.resideOutsideOfPackages("io.wirepost.web..", "io.wirepost.console..", "io.wirepost.security..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("jakarta.servlet..", "org.springframework.web..", "org.springframework.http..")
			.check(ProductClasses.ALL);
	}

	@Test
	void onlyEnginesKnowWhereThingsAreKept() {
		noClasses().that()
			.resideOutsideOfPackage("io.wirepost.engine..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.rocksdb..", "java.sql..", "org.apache.kafka..", "org.springframework.kafka..")
			.check(ProductClasses.ALL);
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
				.check(ProductClasses.ALL);
		}
	}

}
