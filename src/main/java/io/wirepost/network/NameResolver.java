package io.wirepost.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks up the addresses of a host. May block. */
@FunctionalInterface
public interface NameResolver {

	/** The resolver of the JDK, which asks the operating system. */
	NameResolver SYSTEM = (host) -> List.of(InetAddress.getAllByName(host));

	/**
	 * The addresses of a name or a literal, in the order in which to try them.
	 * @throws UnknownHostException if there are none
	 */
	List<InetAddress> resolve(String host) throws UnknownHostException;

}
