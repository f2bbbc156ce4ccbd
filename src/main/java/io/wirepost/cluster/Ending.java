package io.wirepost.cluster;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

/** Ends this process in order. Safe for all threads; does not block. */
@Component
public class Ending {

	private final ConfigurableApplicationContext context;

	Ending(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** Begins to close the application; with it the process ends. */
	public void end() {
		new Thread(this.context::close, "wirepost-ending").start();
	}

}
