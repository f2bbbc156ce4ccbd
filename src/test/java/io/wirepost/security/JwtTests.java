package io.wirepost.security;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.EventStream;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** JWTs of an issuer as bearer tokens. */
class JwtTests {

	private static final String ROBOT = "system:serviceaccount:shop:orders";

	private static Issuer issuer;

	private static Wirepost wirepost;

	private static Api api;

	@BeforeAll
	static void start() {
		issuer = Issuer.start();
		wirepost = Wirepost.start("wirepost.security.jwt.issuer=" + issuer.uri(),
				"wirepost.security.jwt.audience=wirepost", "wirepost.listeners.default.port=0",
				"wirepost.security.jwt.devices-claim=devices",
				"wirepost.security.jwt.subjects[" + ROBOT + "].scopes=read,send",
				"wirepost.security.jwt.subjects[" + ROBOT + "].devices=boiler-*",
				// The SHA-256 of the letter a.
				"wirepost.security.tokens.boss.sha256=ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
				"wirepost.security.tokens.boss.scopes=admin");
		api = wirepost.api();
	}

	@AfterAll
	static void stop() {
		wirepost.close();
		issuer.close();
	}

	/** Who sends many bad ones is told to wait: that is a refusal too. */
	private static int status(String jwt) {
		Api.Answer answer = api.withToken(jwt).get("/api/me");
		return (answer.status() == 429 && answer.problem().equals("too-many-failures")) ? 401 : answer.status();
	}

	private static String good() {
		return issuer.jwt(Map.of("scope", "read openid", "devices", "*"));
	}

	@Test
	void aGoodJwtIsACallerBesideTheTokens() {
		Api.Answer me = api.withToken(issuer.jwt(Map.of("scope", "openid read profile", "devices", "boiler-*")))
			.get("/api/me");
		assertThat(me.status()).isEqualTo(200);
		assertThat(me.json().get("name").asString()).isEqualTo("alice");
		assertThat(me.json().get("scopes").toString()).isEqualTo("[\"read\"]");
		assertThat(me.json().get("devices").asString()).isEqualTo("boiler-*");
		assertThat(Instant.parse(me.json().get("expiresAt").asString())).isAfter(Instant.now());
		assertThat(api.withToken("a").get("/api/me").json().get("name").asString()).isEqualTo("boss");
		assertThat(status("b")).isEqualTo(401);
	}

	@Test
	void scopesAreATextOrAList() {
		assertThat(api.withToken(good()).get("/api/devices").status()).isEqualTo(200);
		assertThat(api.withToken(issuer.jwt(Map.of("scope", List.of("x", "read"), "devices", "*")))
			.get("/api/devices")
			.status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "openid", "READ", "readers", "wirepost:read", "send", "" })
	void otherScopesDoNotAllowReading(String scope) {
		String jwt = issuer.jwt(Map.of("scope", scope, "devices", "*"));
		assertThat(status(jwt)).isEqualTo(200);
		assertThat(api.withToken(jwt).get("/api/devices").status()).isEqualTo(403);
	}

	@Test
	void withoutAnyScopeNothingIsAllowed() {
		String jwt = issuer.jwt(Map.of("devices", "*"));
		assertThat(api.withToken(jwt).get("/api/me").json().get("scopes").size()).isZero();
		assertThat(api.withToken(jwt).get("/api/devices").status()).isEqualTo(403);
		assertThat(api.withToken(issuer.jwt(Map.of("scope", 7, "devices", "*"))).get("/api/devices").status())
			.isEqualTo(403);
	}

	@Test
	void aJwtMayReachTheDevicesOfItsClaimAndNoneWithoutIt() {
		Api some = api.withToken(issuer.jwt(Map.of("scope", "read", "devices", List.of("boiler-*", "pump-1"))));
		assertThat(some.get("/api/devices/boiler-9").status()).isEqualTo(404);
		assertThat(some.get("/api/devices/pump-1").status()).isEqualTo(404);
		assertThat(some.get("/api/devices/pump-12").status()).isEqualTo(403);
		assertThat(some.get("/api/devices").status()).isEqualTo(403);
		Api none = api.withToken(issuer.jwt(Map.of("scope", "read")));
		assertThat(none.get("/api/devices/boiler-9").status()).isEqualTo(403);
		assertThat(none.get("/api/devices").status()).isEqualTo(403);
	}

	@Test
	void aSubjectOfTheSettingsMayDoWhatTheySayWhateverItClaims() {
		Api robot = api.withToken(issuer.jwt(Map.of("sub", ROBOT, "scope", "admin", "devices", "*")));
		assertThat(robot.get("/api/me").json().get("scopes").toString()).isEqualTo("[\"read\",\"send\"]");
		assertThat(robot.get("/api/me").json().get("name").asString()).isEqualTo(ROBOT);
		assertThat(robot.get("/api/devices/boiler-9").status()).isEqualTo(404);
		assertThat(robot.get("/api/devices/pump-1").status()).isEqualTo(403);
		assertThat(robot.delete("/api/devices/boiler-9").status()).isEqualTo(403);
	}

	@Test
	void anotherIssuerIsRefused() {
		assertThat(status(issuer.jwt(Map.of("iss", "https://other.example")))).isEqualTo(401);
		assertThat(status(issuer.jwt(Map.of("iss", issuer.uri() + "/")))).isEqualTo(401);
		assertThat(status(issuer.signed(issuer.claims().issuer(null).build()))).isEqualTo(401);
	}

	@Test
	void anotherAudienceIsRefused() {
		assertThat(status(issuer.signed(issuer.claims().audience("shop").build()))).isEqualTo(401);
		assertThat(status(issuer.signed(issuer.claims().audience((String) null).build()))).isEqualTo(401);
		assertThat(status(issuer.signed(issuer.claims().audience(List.of("shop", "wirepost")).build()))).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "-120,,401", "-30,,200", "300,120,401", "300,30,200" })
	void aJwtCountsFromItsBeginningToItsEndAndAMinuteMore(long end, Long begin, int status) {
		JWTClaimsSet.Builder claims = issuer.claims().expirationTime(Date.from(Instant.now().plusSeconds(end)));
		if (begin != null) {
			claims.notBeforeTime(Date.from(Instant.now().plusSeconds(begin)));
		}
		assertThat(status(issuer.signed(claims.build()))).isEqualTo(status);
	}

	@Test
	void aJwtWithoutAnEndIsRefused() {
		assertThat(status(issuer.signed(issuer.claims().expirationTime(null).build()))).isEqualTo(401);
	}

	@Test
	void aJwtThatNamesNobodyIsRefused() {
		assertThat(status(issuer.signed(issuer.claims().subject(null).build()))).isEqualTo(401);
		assertThat(status(issuer.signed(issuer.claims().subject(" ").build()))).isEqualTo(401);
		assertThat(status(issuer.jwt(Map.of("sub", "x".repeat(257))))).isEqualTo(401);
	}

	@Test
	void withoutASignatureItIsRefused() {
		assertThat(status(new PlainJWT(issuer.claims().build()).serialize())).isEqualTo(401);
		String good = good();
		assertThat(status(good.substring(0, good.lastIndexOf('.') + 1))).isEqualTo(401);
		assertThat(status(base64("{\"alg\":\"None\"}") + good.substring(good.indexOf('.')))).isEqualTo(401);
	}

	@Test
	void thePublicKeyIsNoSecretToSignWith() throws Exception {
		byte[] key = issuer.key().toRSAPublicKey().getEncoded();
		String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(key)
				+ "\n-----END PUBLIC KEY-----\n";
		for (byte[] secret : List.of(key, pem.getBytes(StandardCharsets.US_ASCII),
				issuer.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
			assertThat(status(signed(JWSAlgorithm.HS256, issuer.key().getKeyID(), new MACSigner(secret))))
				.isEqualTo(401);
		}
	}

	@Test
	void aKeyOfSomebodyElseIsRefusedWhateverItIsCalled() throws Exception {
		RSAKey other = new RSAKeyGenerator(2048).generate();
		assertThat(status(signed(JWSAlgorithm.RS256, issuer.key().getKeyID(), new RSASSASigner(other)))).isEqualTo(401);
		assertThat(status(signed(JWSAlgorithm.RS256, null, new RSASSASigner(other)))).isEqualTo(401);
		SignedJWT own = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(other.toPublicJWK()).build(),
				issuer.claims().build());
		own.sign(new RSASSASigner(other));
		assertThat(status(own.serialize())).isEqualTo(401);
	}

	@Test
	void anotherAsymmetricAlgorithmIsFine() throws Exception {
		ECKey key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
		issuer.add(key);
		issuer.rotate();
		assertThat(status(good())).isEqualTo(200);
		assertThat(status(signed(JWSAlgorithm.ES256, "ec", new ECDSASigner(key)))).isEqualTo(200);
		assertThat(status(signed(JWSAlgorithm.PS256, issuer.key().getKeyID(), new RSASSASigner(issuer.key()))))
			.isEqualTo(200);
	}

	@Test
	void anAccessTokenOfRfc9068IsFineAndALogoutTokenIsNot() throws Exception {
		for (Map.Entry<String, Integer> type : Map
			.of("at+jwt", 200, "application/at+jwt", 200, "JWT", 200, "logout+jwt", 401)
			.entrySet()) {
			SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(issuer.key().getKeyID())
				.type(new JOSEObjectType(type.getKey()))
				.build(), issuer.claims().build());
			jwt.sign(new RSASSASigner(issuer.key()));
			assertThat(status(jwt.serialize())).as(type.getKey()).isEqualTo(type.getValue());
		}
	}

	@Test
	void oneThatEndsWhenNoDateCanSayIsRefused() {
		assertThat(status(issuer.jwt(Map.of("exp", 253402300799L + 86400)))).isEqualTo(401);
		assertThat(status(issuer.jwt(Map.of("exp", 1_000_000_000_000_000_000L)))).isEqualTo(401);
		assertThat(status(issuer.jwt(Map.of("exp", 4102444800L)))).isEqualTo(200);
	}

	@Test
	void theClocksOfTheIssuerMayDifferForStreamsToo() {
		String late = issuer.jwt(Map.of("scope", "read", "devices", "*", "exp", Instant.now().getEpochSecond() - 2));
		assertThat(status(late)).isEqualTo(200);
		try (EventStream stream = EventStream.open(new Api(api.port()), "", "Authorization: Bearer " + late);
				Device device = wirepost.dial("default").say("still here\n")) {
			assertThat(stream.status()).isEqualTo(200);
			assertThat(stream.next()).isNotNull();
			assertThat(device.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aNewKeyOfTheIssuerIsTaken() {
		assertThat(status(good())).isEqualTo(200);
		issuer.rotate();
		assertThat(status(good())).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "..", "a.b.c", "e30.e30.e30", "eyJhbGciOiJSUzI1NiJ9..", "eyJhbGciOiJSUzI1NiJ9.W10.AA",
			"eyJhbGciOiJSUzI1NiJ9.bnVsbA.AA", "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsieCJdfQ.e30.AA" })
	void whatIsNoJwtIsRefused(String text) {
		assertThat(status(text)).isEqualTo(401);
	}

	@Test
	void claimsOfOtherTypesThanTheStandardSaysAreRefused() {
		String nested = "[".repeat(1500) + "]".repeat(1500);
		for (String claims : List.of("{\"exp\":\"soon\"}", "{\"exp\":1e400}", "{\"exp\":9223372036854775807}",
				"{\"aud\":{}}", "{\"iat\":99999999999,\"exp\":99999999998}", "{\"iss\":[]}",
				"{\"x\":" + nested + "}")) {
			assertThat(status(signedText(claims))).as(claims).isEqualTo(401);
		}
	}

	private static String signedText(String claims) {
		try {
			JWSObject jws = new JWSObject(
					new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(issuer.key().getKeyID()).build(),
					new Payload(claims));
			jws.sign(new RSASSASigner(issuer.key()));
			return jws.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String signed(JWSAlgorithm algorithm, String key, JWSSigner signer) throws Exception {
		SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), issuer.claims().build());
		jwt.sign(signer);
		return jwt.serialize();
	}

	private static String base64(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
