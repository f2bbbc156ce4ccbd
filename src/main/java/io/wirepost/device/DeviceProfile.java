package io.wirepost.device;

import java.nio.charset.Charset;

import io.wirepost.connection.EndpointSettings;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What is known of how a device speaks, whether it is connected or away.
 *
 * @param endpoint where it is dialled; null if it dials
 * @param reply how its replies find their requests; null for as its listener says
 * @param listener the listener it last came through; null if it never did
 * @param charset the charset it last spoke; null if it never was connected
 */
public record DeviceProfile(@Nullable EndpointSettings endpoint, @Nullable Settings reply, @Nullable String listener,
		@Nullable Charset charset) {
}
