package io.wirepost.cluster.lease;

/**
 * A lease that this process got. What is written under it is written only while nobody
 * has got it since.
 *
 * @param name what for, such as {@code webhook:orders}
 * @param epoch greater than that of every holder before; 0 in a process on its own, where
 * it never ends
 */
public record Lease(String name, long epoch) {

	/** Whether another replica may get it. */
	public boolean isShared() {
		return this.epoch > 0;
	}

}
