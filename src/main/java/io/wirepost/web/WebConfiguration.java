package io.wirepost.web;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.wirepost.message.DeviceId;
import io.wirepost.overload.FileDescriptors;
import io.wirepost.web.request.ParameterNames;
import io.wirepost.web.response.CallerWatchValve;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.AbstractProtocol;

import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.tomcat.autoconfigure.TomcatVirtualThreadsWebServerFactoryCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Configures Spring MVC and Tomcat beyond Boot's defaults. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {

	@Override
	public void addFormatters(FormatterRegistry registry) {
		registry.addConverter(String.class, DeviceId.class, DeviceId::new);
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new ParameterNames(getClass().getPackageName())).addPathPatterns("/api/**");
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		// The first location with a file serves it, so Wirepost's initializer hides the
		// webjar's.
		registry.addResourceHandler("/swagger-ui/**")
			.addResourceLocations("classpath:/swagger-ui/",
					"classpath:/META-INF/resources/webjars/swagger-ui/%s/".formatted(swaggerUiVersion()));
	}

	/** The folder in the webjar; its version is only in the pom. */
	private static String swaggerUiVersion() {
		try {
			return PropertiesLoaderUtils.loadAllProperties("META-INF/maven/org.webjars/swagger-ui/pom.properties")
				.getProperty("version");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTomcat() {
		return (factory) -> factory.addContextCustomizers((context) -> {
			if (context.getParent() instanceof StandardHost host) {
				host.setErrorReportValveClass(ProblemReportValve.class.getName());
			}
		});
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> callersOfTomcat() {
		return (factory) -> factory.addContextValves(new CallerWatchValve());
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> httpsOfTomcat() {
		return (factory) -> factory.addConnectorCustomizers(new HttpsDefaults());
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionsOfTomcat(FileDescriptors descriptors) {
		// Tomcat does not count file descriptors, and might leave none for the store.
		return (factory) -> factory.addConnectorCustomizers((connector) -> {
			if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
				protocol.setMaxConnections(Math.min(protocol.getMaxConnections(), descriptors.http()));
			}
			// Above its limit of languages a caller accepts, Tomcat throws where anybody
			// asks
			// for one. The size of the headers is a limit already.
			connector.setMaxLocaleCount(-1);
		});
	}

	/**
	 * Requests on virtual threads where Java has them (21 and newer). Decided at run
	 * time: Spring Boot's own condition would be evaluated on the Java that builds.
	 * {@code spring.threads.virtual.enabled} works as in any application of Spring Boot.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> threadsOfTomcat(Environment environment) {
		return (factory) -> {
			if (JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)
					&& environment.getProperty("spring.threads.virtual.enabled", Boolean.class, true)) {
				new TomcatVirtualThreadsWebServerFactoryCustomizer().customize(factory);
			}
		};
	}

}
