package io.wirepost.connection;

import io.wirepost.message.DeviceId;
import io.wirepost.protocol.Identification;
import io.wirepost.settings.SecretHash;
import io.wirepost.transport.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a device that has said who it is may be on its connection. Safe for all
 * threads; does not block.
 */
final class DeviceAdmission {

	private final KnownDevices known;

	private final RefusalLog log = new RefusalLog();

	DeviceAdmission(KnownDevices known) {
		this.known = known;
	}

	/**
	 * Why a device is refused, which is logged; null if it is not.
	 * @param secret what its frame has; null for none
	 */
	@Nullable Refusal refusal(DeviceConnection connection, DeviceId device, @Nullable SecretHash secret) {
		Refusal refusal = decide(connection, device, secret);
		if (refusal != null) {
			this.log.refused(connection.listener(), connection.remoteAddress(), device, refusal,
					(refusal == Refusal.SECRET && !connection.identification().needsSecret())
							? ", as it has a secret of its own, and here none is asked for" : "");
		}
		return refusal;
	}

	private @Nullable Refusal decide(DeviceConnection connection, DeviceId device, @Nullable SecretHash secret) {
		Identification identification = connection.identification();
		if (!identification.isCertified(device, connection.certificate())) {
			return Refusal.CERTIFICATE_MISMATCH;
		}
		if (identification.needsSecret() ? !isRight(identification, device, secret)
				: !identification.isProof() && this.known.secretOf(device) != null) {
			return Refusal.SECRET;
		}
		return (connection.isForKnownDevices() && !this.known.contains(device)) ? Refusal.UNKNOWN_DEVICE : null;
	}

	/** A device's own secret counts before that of all. */
	private boolean isRight(Identification identification, DeviceId device, @Nullable SecretHash secret) {
		SecretHash own = this.known.secretOf(device);
		SecretHash expected = (own != null) ? own : identification.expectedSecret();
		return secret != null && expected != null && secret.matches(expected);
	}

}
