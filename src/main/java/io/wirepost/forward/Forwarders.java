package io.wirepost.forward;

import java.util.List;

/** A bean that has forwarders, whose health is shown in one place. */
public interface Forwarders {

	List<Forwarder> forwarders();

}
