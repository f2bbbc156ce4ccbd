package io.wirepost.simulator;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What is simulated.
 *
 * @param target where the devices dial
 * @param devices how many
 * @param rate frames a second that each device says; zero for none but its greeting
 * @param duration how long they speak
 * @param seed of all that is random
 */
record SimulationSettings(InetSocketAddress target, int devices, double rate, Duration duration, Troubles troubles,
		long seed) {
}
