package io.wirepost.harness;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wirepost.network.NameResolver;

/** Addresses of names that end with {@code .example}, which may change. */
public final class Names implements NameResolver {

	private final Map<String, List<String>> addresses = new ConcurrentHashMap<>();

	private final Map<String, String> next = new ConcurrentHashMap<>();

	private final List<String> asked = new CopyOnWriteArrayList<>();

	/** Sets the addresses of a name. */
	public Names at(String name, String... some) {
		this.addresses.put(name, Arrays.asList(some));
		return this;
	}

	/** Sets the address that the next lookup of a name gives, and only that. */
	public void next(String name, String address) {
		this.next.put(name, address);
	}

	/** How often a name was looked up. */
	public long asked(String name) {
		return this.asked.stream().filter(name::equals).count();
	}

	@Override
	public List<InetAddress> resolve(String host) throws UnknownHostException {
		this.asked.add(host);
		String once = this.next.remove(host);
		List<String> found = (once != null) ? List.of(once) : this.addresses.get(host);
		if (found == null && host.endsWith(".example")) {
			throw new UnknownHostException(host);
		}
		List<InetAddress> resolved = new ArrayList<>();
		for (String one : (found != null) ? found : List.of(host)) {
			resolved.addAll(NameResolver.SYSTEM.resolve(one));
		}
		return resolved;
	}

}
