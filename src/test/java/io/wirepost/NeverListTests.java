package io.wirepost;

import java.nio.charset.StandardCharsets;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.TrustManager;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import io.wirepost.message.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.ClassUtils;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** What Wirepost never does, because it has ended in advisories elsewhere. */
class NeverListTests {

	@Test
	void serializesNoJavaObjects() {
		noClasses().should()
			.dependOnClassesThat()
			.haveFullyQualifiedName("java.io.ObjectInputStream")
			.orShould()
			.dependOnClassesThat()
			.haveFullyQualifiedName("java.io.ObjectOutputStream")
			.orShould()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.core.serializer..",
					"org.springframework.integration.ip.tcp.serializer..")
			.check(ProductClasses.ALL);
	}

	@Test
	void letsNoJsonNameTheTypeThatIsMadeOfIt() {
		noClasses().should()
			.callMethodWhere(DescribedPredicate.describe("switches on Jackson's default typing",
					(JavaMethodCall call) -> call.getTarget().getName().matches("(activate|enable)DefaultTyping.*")))
			.orShould()
			.dependOnClassesThat()
			.haveSimpleName("JsonTypeInfo")
			.orShould()
			.dependOnClassesThat()
			.haveSimpleName("PolymorphicTypeValidator")
			.check(ProductClasses.ALL);
	}

	/**
	 * A header could be routed by, logged or evaluated: bytes of devices are payloads.
	 */
	@Test
	void onlyTheTransportMakesMessagesWithHeaders() {
		noClasses().that()
			.resideOutsideOfPackages("io.wirepost.transport..", "io.wirepost.connection..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.messaging..", "org.springframework.integration.support..")
			.check(ProductClasses.ALL);
	}

	@Test
	void startsNoProcessesAndRunsNoScripts() {
		noClasses().should()
			.dependOnClassesThat()
			.haveFullyQualifiedName("java.lang.ProcessBuilder")
			.orShould()
			.callMethodWhere(DescribedPredicate.describe("starts a process",
					(JavaMethodCall call) -> call.getTargetOwner().isEquivalentTo(Runtime.class)
							&& call.getTarget().getName().equals("exec")))
			.orShould()
			.dependOnClassesThat()
			.resideInAnyPackage("javax.script..", "org.springframework.expression..", "groovy..")
			.check(ProductClasses.ALL);
	}

	/** Also by an implementation of its own: whom to trust is left to the JDK. */
	@Test
	void believesNoCertificateUnseen() {
		noClasses().should()
			.dependOnClassesThat()
			.haveSimpleName("InsecureTrustManagerFactory")
			.orShould()
			.dependOnClassesThat()
			.haveSimpleName("NoopHostnameVerifier")
			.orShould()
			.dependOnClassesThat()
			.haveSimpleName("TrustAllStrategy")
			.orShould()
			.beAssignableTo(TrustManager.class)
			.orShould()
			.beAssignableTo(HostnameVerifier.class)
			.check(ProductClasses.ALL);
	}

	/** A payload would be written out whole. */
	@Test
	void payloadsAndFramesDoNotPrintTheirBytes() {
		assertThat(Payload.of("secret", StandardCharsets.UTF_8).toString()).doesNotContain("secret", "736563726574",
				"73 65");
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.h2.server.web.JakartaWebServlet",
			"org.springframework.boot.h2console.autoconfigure.H2ConsoleAutoConfiguration",
			"org.springframework.integration.syslog.inbound.TcpSyslogReceivingChannelAdapter",
			"org.springframework.integration.zip.transformer.ZipTransformer",
			"org.springframework.integration.jdbc.store.JdbcMessageStore",
			"org.springframework.integration.mail.AbstractMailReceiver", "groovy.lang.GroovyShell" })
	void isNotOnTheClassPath(String type) {
		assertThat(ClassUtils.isPresent(type, getClass().getClassLoader())).isFalse();
	}

	@Test
	void mapsNoHeadersThatAreEmbeddedInPayloads() {
		noClasses().should()
			.dependOnClassesThat()
			.haveSimpleNameContaining("EmbeddedJsonHeaders")
			.orShould()
			.dependOnClassesThat()
			.haveSimpleNameContaining("EmbeddedHeadersJson")
			.check(ProductClasses.ALL);
	}

}
