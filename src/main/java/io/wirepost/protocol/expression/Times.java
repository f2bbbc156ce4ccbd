package io.wirepost.protocol.expression;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.ToLongFunction;

import static io.wirepost.protocol.expression.Parameter.DURATION;
import static io.wirepost.protocol.expression.Parameter.INT;
import static io.wirepost.protocol.expression.Parameter.STRING;
import static io.wirepost.protocol.expression.Parameter.TIMESTAMP;
import static io.wirepost.protocol.expression.Parameter.TIME_PATTERN;
import static io.wirepost.protocol.expression.Parameter.ZONE;

/** Times and durations. A zone that is not named is UTC. */
final class Times {

	/** The years of RFC 3339. */
	private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

	private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

	private Times() {
	}

	static void addTo(Functions functions) {
		functions.member("format", STRING, Times::format, TIMESTAMP, TIME_PATTERN);
		functions.member("format", STRING, Times::format, TIMESTAMP, TIME_PATTERN, ZONE);
		functions.global("timestamp", TIMESTAMP, checked(Times::parse), STRING);
		functions.global("timestamp", TIMESTAMP, checked((call) -> Instant.ofEpochSecond(call.number(0))), INT);
		functions.global("timestamp", TIMESTAMP, (call) -> call.value(0), TIMESTAMP);
		functions.global("duration", DURATION, checked(Durations::parse), STRING);
		functions.global("duration", DURATION, (call) -> call.value(0), DURATION);
		calculations(functions);
		parts(functions);
	}

	private static void calculations(Functions functions) {
		functions.global("_+_", TIMESTAMP, checked((call) -> call.time(0).plus(call.duration(1))), TIMESTAMP, DURATION);
		functions.global("_+_", TIMESTAMP, checked((call) -> call.time(1).plus(call.duration(0))), DURATION, TIMESTAMP);
		functions.global("_+_", DURATION, checked((call) -> call.duration(0).plus(call.duration(1))), DURATION,
				DURATION);
		functions.global("_-_", TIMESTAMP, checked((call) -> call.time(0).minus(call.duration(1))), TIMESTAMP,
				DURATION);
		functions.global("_-_", DURATION, checked((call) -> Duration.between(call.time(1), call.time(0))), TIMESTAMP,
				TIMESTAMP);
		functions.global("_-_", DURATION, checked((call) -> call.duration(0).minus(call.duration(1))), DURATION,
				DURATION);
	}

	private static void parts(Functions functions) {
		part(functions, "getFullYear", ZonedDateTime::getYear);
		part(functions, "getMonth", (time) -> time.getMonthValue() - 1);
		part(functions, "getDate", ZonedDateTime::getDayOfMonth);
		part(functions, "getDayOfMonth", (time) -> time.getDayOfMonth() - 1);
		part(functions, "getDayOfYear", (time) -> time.getDayOfYear() - 1);
		part(functions, "getDayOfWeek", (time) -> time.getDayOfWeek().getValue() % 7);
		part(functions, "getHours", ZonedDateTime::getHour);
		part(functions, "getMinutes", ZonedDateTime::getMinute);
		part(functions, "getSeconds", ZonedDateTime::getSecond);
		part(functions, "getMilliseconds", (time) -> time.getNano() / 1_000_000);
		functions.member("getHours", INT, (call) -> call.duration(0).toHours(), DURATION);
		functions.member("getMinutes", INT, (call) -> call.duration(0).toMinutes(), DURATION);
		functions.member("getSeconds", INT, (call) -> call.duration(0).toSeconds(), DURATION);
		functions.member("getMilliseconds", INT, (call) -> (long) call.duration(0).toMillisPart(), DURATION);
	}

	private static void part(Functions functions, String name, ToLongFunction<ZonedDateTime> part) {
		functions.member(name, INT, (call) -> part.applyAsLong(inZone(call, 1)), TIMESTAMP);
		functions.member(name, INT, (call) -> part.applyAsLong(inZone(call, 1)), TIMESTAMP, ZONE);
	}

	private static ZonedDateTime inZone(Call call, int zone) throws EvaluationException {
		try {
			return call.time(0).atZone(call.has(zone) ? call.setting(zone, ZoneId.class) : ZoneOffset.UTC);
		}
		catch (DateTimeException ex) {
			throw call.failure("this time is beyond the last year");
		}
	}

	private static Object format(Call call) throws EvaluationException {
		ZonedDateTime time = inZone(call, 2);
		try {
			return call.setting(1, DateTimeFormatter.class).format(time);
		}
		catch (DateTimeException ex) {
			throw call.failure("this time cannot be written with this pattern");
		}
	}

	private static Object parse(Call call) {
		return OffsetDateTime.parse(call.text(0)).toInstant();
	}

	/** Code that gives a time or a duration, and fails outside of the years 1 to 9999. */
	private static Code checked(Code code) {
		return (call) -> {
			try {
				Object value = code.run(call);
				if (value instanceof Duration
						|| !((Instant) value).isBefore(FIRST) && !((Instant) value).isAfter(LAST)) {
					return value;
				}
			}
			catch (DateTimeException | ArithmeticException ex) {
				// Said below, as of one that is outside.
			}
			throw call.failure("this gives no time or duration in the years 1 to 9999");
		};
	}

}
