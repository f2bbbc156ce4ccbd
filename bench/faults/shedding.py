#!/usr/bin/env python3
"""With too much to do it sheds in its order: new connections first, then the noisiest readers, and back again.

What runs high is the memory for unfinished frames: some connections send half of a large one, and wait. With the heap
at 128 MB, 32 MB may wait so. The level has to go from 0 to 1 to 2, a step at a time: from 1 on whoever dials waits, at
2 the noisiest are paused for a while, again and again, and the quiet are served as before. Then the rest of the frames
comes: the level goes back to 1 and to 0, who waited is served, and nothing is lost.

    bench/faults/shedding.py [--honest 10] [--loud 2] [--seconds 15]
"""

import argparse
import socket
import time

import bench
import beside

BOUND = 32 << 20  # bytes: a quarter of what the JVM allows outside of the heap, which is as much as the heap

HOLDERS = 26

FRAME = 2 << 20


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--honest", type=int, default=10)
    options.add_argument("--loud", type=int, default=2)
    options.add_argument("--seconds", type=float, default=15, help="for each of calm and the second level")
    options = options.parse_args()
    verdict = bench.Verdict("Load is shed in its order")
    settings = {
        **beside.SETTINGS,
        "wirepost.listeners.loud.port": "0",
        "wirepost.listeners.loud.acknowledge.text": "OK",
        "wirepost.listeners.large.port": "0",
        "wirepost.listeners.large.acknowledge.text": "OK",
        "wirepost.listeners.large.framing.type": "length-field",
        "wirepost.listeners.large.framing.width": "4",
        "wirepost.listeners.large.framing.max-frame-size": f"{FRAME >> 20}MB",
        "wirepost.listeners.large.timeouts.frame": "10m",
    }
    with bench.Wirepost(settings, java=["-Xmx128m"]) as wirepost:
        wirepost.start()
        shed(verdict, options, wirepost)
    return verdict


def shed(verdict, options, wirepost):
    honest = beside.Honest(wirepost, options.honest)
    loud = bench.Crowd(lambda: wirepost.address("loud"), options.loud, window=1000, size=1000, name="loud").start()
    holders = [socket.create_connection(wirepost.address("large")) for _ in range(HOLDERS)]
    bench.until(lambda: wirepost.metric("wirepost_connections", 'listener="large"') == HOLDERS, "all are there")
    alone = honest.spell(options.seconds)
    watch = Watch(wirepost)
    watch.look()
    loudly = [rate(loud, options.seconds / 3)]

    offer(holders, 0, 0.80 * BOUND / HOLDERS)
    bench.until(lambda: watch.look() == 1, "the first level")
    late = bench.Crowd(wirepost.address, 1, interval=1.0, name="late", hello="HELLO {name}\n").start()
    state = wirepost.get("/api/listeners/default").json()["state"]
    early = watch.paused

    offer(holders, 0.80 * BOUND / HOLDERS, 0.92 * BOUND / HOLDERS)
    bench.until(lambda: watch.look() == 2 and watch.paused, "the noisiest are paused")
    honest.taken()
    begin, acked = time.monotonic(), loud.acked
    while time.monotonic() - begin < options.seconds:
        watch.look()
        time.sleep(0.05)
    during = honest.taken()
    loudly.append((loud.acked - acked) / (time.monotonic() - begin))
    waits = late.acked == 0 and not wirepost.get("/api/connections?device=late0").json()["items"]
    reads = [wirepost.get("/api/messages?limit=50").status, wirepost.get("/livez").status]

    offer(holders, 0.92 * BOUND / HOLDERS, FRAME + 4)
    since = time.monotonic()
    bench.until(lambda: watch.look() == 0, "all is calm")
    calm = time.monotonic() - since
    bench.until(lambda: late.acked > 0, "who waited is served")
    for one in holders:
        one.settimeout(bench.PATIENCE)
    told = sum(one.recv(16) == b"\0\0\0\2OK" for one in holders)
    large = sum(message["size"] == FRAME for message in wirepost.messages(listener="large", limit=10))

    honest.end(verdict, levels="".join(str(level) for level in watch.levels), paused=f"{watch.paused:.0f} at the most",
               p99_before=bench.milliseconds(alone[1]), p99=bench.milliseconds(during[1]),
               loud=f"{loudly[0]:.0f}/s, then {loudly[1]:.0f}/s", calm=f"after {calm:.1f} s")
    crowds = [loud, late]
    settled = all([one.settle() for one in crowds])
    for one in crowds:
        one.stop()
    reckoning = bench.reckon(crowds, [*wirepost.texts(listener="loud"), *wirepost.texts(device="late0")])
    verdict.row(**reckoning.columns())
    verdict.holds("The level goes up and back a step at a time", watch.levels == [0, 1, 2, 1, 0], watch.levels)
    verdict.holds("Nobody is paused on the first level", early == 0, early)
    verdict.holds("Whoever dials from the first level on waits", waits)
    verdict.holds("… and the listener says so", state == "PAUSED", state)
    verdict.holds("On the second only the noisiest are paused", 0 < watch.paused <= options.loud, watch.paused)
    verdict.holds("… and have their turns all the same", loudly[1] > 0, f"{loudly[1]:.0f} a second")
    verdict.holds("Nobody who is there is hung up on", not any(one.cut for one in crowds), [one.cut for one in crowds])
    verdict.holds("Reads and /livez answer", reads == [200, 200], reads)
    verdict.holds("Every large frame is acknowledged and stored", told == large == HOLDERS, f"{told}, {large}")
    verdict.holds("Every line is acknowledged in the end", settled, sum(one.unacked for one in crowds))
    verdict.holds("No acknowledged line is lost", reckoning.lost == 0, f"{reckoning.lost} lost")
    verdict.holds("Each device's lines are in order", reckoning.disordered == 0, f"{reckoning.disordered} are not")
    for line in (line for line in wirepost.logged().splitlines() if "load" in line):
        verdict.note(line[:200])


def offer(holders, begin, end):
    """Each sends a stretch of its one frame."""
    frame = FRAME.to_bytes(4, "big") + b"x" * FRAME
    for one in holders:
        one.sendall(frame[int(begin):int(end)])


def rate(crowd, seconds):
    acked = crowd.acked
    time.sleep(seconds)
    return (crowd.acked - acked) / seconds


class Watch:
    """The levels that were seen, each once in a row, and how many connections were paused at the most."""

    def __init__(self, wirepost):
        self.wirepost = wirepost
        self.levels = []
        self.paused = 0

    def look(self):
        metrics = self.wirepost.metrics()
        self.paused = max(self.paused, metrics["wirepost_connections_paused"])
        level = int(metrics["wirepost_overload"])
        if self.levels[-1:] != [level]:
            self.levels.append(level)
        return level


if __name__ == "__main__":
    bench.run(main)
