package io.wirepost.protocol;

import java.security.cert.X509Certificate;

import io.wirepost.message.DeviceId;
import io.wirepost.protocol.expression.EvaluationException;
import io.wirepost.protocol.expression.Expression;
import io.wirepost.settings.BoundedPattern;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.SecretHash;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * An identification by frames whose devices have to prove who they are: by a secret in
 * the frame that identifies, or by a certificate with the same name.
 */
final class ProvenIdentification implements Identification {

	private static final String SECRET = "secret";

	private static final String SHA_256 = "secret-sha256";

	private static final String CERTIFICATE = "certificate";

	private final Identification named;

	private final @Nullable BoundedPattern pattern;

	private final @Nullable Expression expression;

	private final @Nullable SecretHash expected;

	private final boolean certificate;

	private ProvenIdentification(Identification named, @Nullable BoundedPattern pattern,
			@Nullable Expression expression, @Nullable SecretHash expected, boolean certificate) {
		this.named = named;
		this.pattern = pattern;
		this.expression = expression;
		this.expected = expected;
		this.certificate = certificate;
	}

	/** Whether the settings ask for a proof. */
	static boolean isAskedFor(Settings settings) {
		return settings.value(SECRET).isPresent() || settings.value(SHA_256).isPresent()
				|| settings.value(CERTIFICATE).isPresent() || hasGroup(settings);
	}

	private static boolean hasGroup(Settings settings) {
		return settings.value("pattern").filter((pattern) -> pattern.contains("(?<" + SECRET + ">")).isPresent();
	}

	/** The settings without those about proofs. */
	static Settings without(Settings settings) {
		return settings.without(SECRET).without(SHA_256).without(CERTIFICATE);
	}

	/**
	 * @param named how the frames name their device
	 * @throws InvalidSettingsException if the settings cannot be used
	 */
	static Identification of(Identification named, Settings settings) {
		Faults faults = new Faults();
		String source = settings.value(SECRET).orElse(null);
		Expression expression = (source != null)
				? faults.read(SECRET, () -> Expression.of(source, Expression.Kind.BYTES)) : null;
		BoundedPattern pattern = (source == null && hasGroup(settings))
				? faults.read("pattern",
						() -> BoundedPattern.of(settings.value("pattern").orElse(""), SECRET, "the device's secret"))
				: null;
		SecretHash expected = settings.value(SHA_256)
			.map((hex) -> faults.read("", () -> SecretHash.parse(SHA_256, hex)))
			.orElse(null);
		boolean hasSecret = source != null || hasGroup(settings);
		String certificate = settings.value(CERTIFICATE).orElse(null);
		faults.that(hasSecret || settings.value(SHA_256).isEmpty(), SHA_256,
				"there is no secret to compare it with; set secret to an expression, or give pattern a group (?<secret>…)")
			.that(!hasSecret || named.by().equals("first-frame"), SECRET,
					"a secret is in the first frame; set by: first-frame, or leave the secret out")
			.that(!hasSecret || !settings.value("consume").filter("false"::equalsIgnoreCase).isPresent(), "consume",
					"a frame with a secret is never stored; leave consume out")
			.that(certificate == null || certificate.equals("match"), CERTIFICATE, "'%s' is not match", certificate)
			.that(certificate == null || named.by().endsWith("-frame"), CERTIFICATE,
					"only a frame's id can be compared with a certificate; set by: first-frame or every-frame, or by: certificate")
			.throwIfAny();
		return new ProvenIdentification(named, pattern, expression, expected, certificate != null);
	}

	@Override
	public String by() {
		return this.named.by();
	}

	@Override
	public boolean isStable() {
		return this.named.isStable();
	}

	@Override
	public boolean needsCertificate() {
		return this.certificate;
	}

	@Override
	public boolean needsSecret() {
		return this.pattern != null || this.expression != null;
	}

	@Override
	public @Nullable SecretHash expectedSecret() {
		return this.expected;
	}

	@Override
	public boolean isEveryFrame() {
		return this.named.isEveryFrame();
	}

	@Override
	public boolean isFatalIfUnidentified() {
		return this.named.isFatalIfUnidentified();
	}

	/** A secret must not be stored. */
	@Override
	public boolean isConsuming() {
		return needsSecret() || this.named.isConsuming();
	}

	@Override
	public boolean isCertified(DeviceId device, @Nullable X509Certificate peer) {
		return !this.certificate || (peer != null && ByCertificate.names(peer).contains(device.value()));
	}

	@Override
	public Identity onFrame(ReceivedFrame frame) {
		Identity identity = this.named.onFrame(frame);
		return (identity instanceof Identity.Known known && needsSecret())
				? new Identity.Known(known.device(), secret(frame)) : identity;
	}

	@Override
	public boolean carriesSecret(ReceivedFrame frame) {
		return needsSecret() && this.named.onFrame(frame) instanceof Identity.Known && secret(frame) != null;
	}

	@Override
	public boolean isProof() {
		return this.certificate;
	}

	private @Nullable SecretHash secret(ReceivedFrame frame) {
		byte[] secret = secretIn(frame);
		return (secret != null) ? SecretHash.of(secret) : null;
	}

	/** An empty one counts as none. */
	@Override
	public byte @Nullable [] secretIn(ReceivedFrame frame) {
		if (this.pattern != null) {
			String found = this.pattern.find(frame.charset().decode(frame.payload().asByteBuffer()));
			return StringUtils.hasLength(found) ? found.getBytes(frame.charset()) : null;
		}
		try {
			byte[] found = (this.expression != null) ? this.expression.bytes(frame.variables()) : new byte[0];
			return (found.length > 0) ? found : null;
		}
		catch (EvaluationException ex) {
			return null;
		}
	}

}
