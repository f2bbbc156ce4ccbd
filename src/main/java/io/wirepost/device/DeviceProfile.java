package io.wirepost.device;

import java.nio.charset.Charset;

import io.wirepost.connection.EndpointSettings;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What is known about how to send to a device, connected or away.
 *
 * @param endpoint where Wirepost dials it; null if it dials in
 * @param reply how replies are matched to requests; null for as its listener does
 * @param listener the listener of its last connection; null for none
 * @param charset the charset of its last connection; null for none
 */
public record DeviceProfile(@Nullable EndpointSettings endpoint, @Nullable Settings reply, @Nullable String listener,
		@Nullable Charset charset) {
}
