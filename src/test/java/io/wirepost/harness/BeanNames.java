package io.wirepost.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.wirepost.WirepostApplication;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.SpringProperties;
import org.springframework.util.ClassUtils;

/**
 * Starts Wirepost again and again in a process of its own, with the class path of the
 * jar, and prints the beans. Each line of its input is one start: its name and its
 * arguments, separated by tabs. For each bean it prints the start's name, the bean's name
 * and its type; at the end of each, {@code used} or {@code not used}: the beans generated
 * ahead of time. The only argument tells whether these are asked for.
 */
public final class BeanNames {

	private BeanNames() {
	}

	public static void main(String[] arguments) throws IOException {
		try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			for (String line = input.readLine(); line != null; line = input.readLine()) {
				String[] words = line.split("\t");
				SpringProperties.setProperty(AotDetector.AOT_ENABLED, arguments[0]);
				SpringApplication application = new SpringApplication(WirepostApplication.class);
				application.setMainApplicationClass(WirepostApplication.class);
				try (ConfigurableApplicationContext context = application
					.run(Arrays.copyOfRange(words, 1, words.length))) {
					print(words[0], context.getBeanFactory());
				}
			}
		}
	}

	private static void print(String start, ConfigurableListableBeanFactory beans) {
		for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = beans.getType(name, false);
			line(start, name, (type != null) ? nameOf(type) : "none");
		}
		line(start, "beans generated ahead of time", AotDetector.useGeneratedArtifacts() ? "used" : "not used");
	}

	/**
	 * Without what is made at run time: a subclass for interception, a lambda's number.
	 */
	private static String nameOf(Class<?> type) {
		if (Proxy.isProxyClass(type)) {
			return Arrays.toString(type.getInterfaces());
		}
		return ClassUtils.getUserClass(type).getName().replaceFirst("\\$\\$Lambda.*", " lambda");
	}

	private static void line(String start, String name, String what) {
		System.out.println("bean\t" + start + "\t" + name + "\t" + what);
	}

}
