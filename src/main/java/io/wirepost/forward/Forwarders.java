package io.wirepost.forward;

import java.util.List;

/** A bean with forwarders; the health indicator shows all of them. */
public interface Forwarders {

	List<Forwarder> forwarders();

}
