package io.wirepost;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the fuzzer has found once holds for ever. Tries the inputs beside each
 * {@code *Fuzz} and none, without Jazzer, whose agent rewrites the classes it finds.
 */
class FuzzInputsTests {

	private static final Path CLASSES = Path.of("target", "test-classes");

	private static final Path INPUTS = Path.of("src", "test", "resources");

	private static List<Class<?>> targets() throws IOException {
		try (Stream<Path> files = Files.walk(CLASSES)) {
			return files.map((file) -> CLASSES.relativize(file).toString())
				.filter((name) -> name.endsWith("Fuzz.class"))
				.sorted()
				.<Class<?>>map((name) -> named(name.replaceFirst("\\.class$", "").replace('/', '.')))
				.toList();
		}
	}

	private static Class<?> named(String name) {
		try {
			return Class.forName(name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@TestFactory
	Stream<DynamicContainer> everyInputHolds() throws IOException {
		return targets().stream().map((type) -> DynamicContainer.dynamicContainer(type.getSimpleName(), tests(type)));
	}

	@Test
	void everyFolderOfInputsBelongsToATarget() throws IOException {
		List<String> methods = targets().stream()
			.flatMap((type) -> annotated(type, FuzzTest.class)
				.map((method) -> INPUTS.relativize(folder(type, method)).toString()))
			.toList();
		assertThat(methods).hasSizeGreaterThan(25);
		try (Stream<Path> folders = Files.walk(INPUTS)) {
			assertThat(folders.filter((folder) -> folder.getParent().toString().endsWith("FuzzInputs"))
				.map((folder) -> INPUTS.relativize(folder).toString())).isNotEmpty().isSubsetOf(methods);
		}
	}

	private static Stream<DynamicNode> tests(Class<?> type) {
		return Stream
			.of(around(type, BeforeAll.class),
					annotated(type, FuzzTest.class).<DynamicNode>map(
							(method) -> DynamicContainer.dynamicContainer(method.getName(), tests(type, method))),
					around(type, AfterAll.class))
			.flatMap((tests) -> tests);
	}

	private static Stream<DynamicNode> tests(Class<?> type, Method method) {
		return Stream.concat(Stream.of(DynamicTest.dynamicTest("nothing", () -> call(type, method, new byte[0]))),
				inputs(type, method).map((input) -> DynamicTest.dynamicTest(input.getFileName().toString(),
						() -> call(type, method, Files.readAllBytes(input)))));
	}

	private static Stream<Path> inputs(Class<?> type, Method method) {
		Path folder = folder(type, method);
		if (!Files.isDirectory(folder)) {
			return Stream.empty();
		}
		try (Stream<Path> files = Files.list(folder)) {
			return files.sorted().toList().stream();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Path folder(Class<?> type, Method method) {
		return INPUTS.resolve(type.getName().replace('.', '/') + "Inputs").resolve(method.getName());
	}

	private static Stream<Method> annotated(Class<?> type, Class<? extends Annotation> annotation) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(annotation))
			.sorted((one, other) -> one.getName().compareTo(other.getName()));
	}

	private static Stream<DynamicNode> around(Class<?> type, Class<? extends Annotation> annotation) {
		return annotated(type, annotation)
			.map((method) -> DynamicTest.dynamicTest(method.getName(), () -> invoke(method, null)));
	}

	private static void call(Class<?> type, Method method, byte[] input) throws Throwable {
		invoke(method, ReflectionUtils.accessibleConstructor(type).newInstance(), input);
	}

	private static void invoke(Method method, Object target, Object... arguments) throws Throwable {
		try {
			method.setAccessible(true);
			method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

}
