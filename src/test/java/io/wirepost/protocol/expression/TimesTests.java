package io.wirepost.protocol.expression;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TimesTests {

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", quoteCharacter = '`',
			value = { "received => 2026-11-26T17:05:09.250Z", "received.format('yyMMddHHmmss') => 261126170509",
					"received.format('yyyyMMddHHmmss', 'Asia/Seoul') => 20261127020509",
					"received.format('HH:mm', '+05:30') => 22:35", "received.format(\"MMM d 'at' H\") => Nov 26 at 17",
					"received.getFullYear() => 2026", "received.getMonth() => 10", "received.getDate() => 26",
					"received.getDayOfMonth() => 25", "received.getDayOfYear() => 329", "received.getDayOfWeek() => 4",
					"received.getHours() => 17", "received.getHours('Asia/Seoul') => 2", "received.getMinutes() => 5",
					"received.getSeconds() => 9", "received.getMilliseconds() => 250", "int(received) => 1795712709",
					"timestamp(0) => 1970-01-01T00:00:00Z", "timestamp('2026-11-26T18:05:09+01:00') < received => true",
					"received - timestamp('2026-11-26T17:05:00Z') => 9.25s",
					"received - duration('1h5m9.25s') => 2026-11-26T16:00:00Z",
					"duration('90s') + received => 2026-11-26T17:06:39.250Z", "duration('-90s') => -90s",
					"duration('90m').getHours() => 1", "duration('90m').getMinutes() => 90",
					"duration('1.5s').getMilliseconds() => 500", "duration('1s') + duration('500ms') => 1.5s",
					"string(duration('1m')) => 60s", "duration('1m') > duration('59s') => true" })
	void gives(String source, String expected) {
		assertThat(Sample.of(source, Sample.frame(""))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "timestamp(device)", "timestamp(framesIn * 1000000000000)", "duration(device)",
			"duration(string(framesIn) + '000000000h')",
			"timestamp('0001-01-01T00:00:00Z') - duration(string(framesIn) + 'h')", "duration(device.substring(6))",
			"timestamp(framesIn * 9000000000000000)" })
	void hasNoTimeBeyondTheYears(String source) {
		assertThat(Sample.of(source, Sample.frame("")))
			.isEqualTo("this gives no time or duration in the years 1 to 9999");
	}

}
