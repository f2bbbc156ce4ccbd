package io.wirepost.forward;

import java.util.List;

/** Whoever has forwarders, so that their health is seen in one place. */
public interface Forwarders {

	List<Forwarder> forwarders();

}
