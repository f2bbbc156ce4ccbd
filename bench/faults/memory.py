#!/usr/bin/env python3
"""With a heap of 128 MB, 200 connections that announce the largest frame and then flood are a non-event.

Twice: with frames of 64 KB, the default, and with frames of 16 MB, of which no ten have room. First each connection
announces such a frame, sends half of it and waits; then all flood with whole frames for as long as it was asked for.
Who is closed comes back. Beside them ten honest devices say a line a second on a listener of their own, and a caller
asks for health, metrics and messages.

    bench/faults/memory.py [--connections 200] [--minutes 10] [--heap 128m] [--sizes 64KB,16MB]
"""

import argparse
import http.client
import os
import selectors
import socket
import time

import bench
import beside

SIZES = {"64KB": 64 << 10, "16MB": 16 << 20}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--connections", type=int, default=200)
    options.add_argument("--minutes", type=float, default=10, help="of flood, for each size")
    options.add_argument("--heap", default="128m")
    options.add_argument("--sizes", default="64KB,16MB")
    options.add_argument("--crowd", nargs=3, help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.crowd:
        announce_and_flood(*options.crowd)
        return None
    bench.need(jcmd="openjdk-17-jdk-headless")
    verdict = bench.Verdict(f"{options.connections} connections announce the largest frame, at -Xmx{options.heap}")
    for size in options.sizes.split(","):
        one(verdict, options, size)
    return verdict


def one(verdict, options, size):
    settings = {
        **beside.SETTINGS,
        "wirepost.listeners.large.port": "0",
        "wirepost.listeners.large.framing.type": "length-field",
        "wirepost.listeners.large.framing.width": "4",
        "wirepost.listeners.large.framing.max-frame-size": size,
        "wirepost.journal.retention.size": "1GB",
    }
    # As the image starts it: an OutOfMemoryError that is caught somewhere ends the process all the same.
    java = [f"-Xmx{options.heap}", "-XX:+ExitOnOutOfMemoryError"]
    with bench.Wirepost(settings, java=java) as wirepost:
        wirepost.start()
        honest = beside.Honest(wirepost, 10)
        alone = honest.spell(10)
        gauges = ["wirepost_overload", "wirepost_connections_paused", 'wirepost_pressure{of="heap"}',
                  'wirepost_pressure{of="direct-memory"}', 'wirepost_pressure{of="inbox"}']
        unready = 0
        with beside.Memory(wirepost, gauges) as memory, \
                beside.Companion(__file__, beside.address(wirepost, "large"), options.connections,
                                 SIZES[size]) as crowd:
            bench.until(lambda: crowd.line() == "flooding", "all have announced")
            announced = memory.resident[-1]
            before = wirepost.metrics()
            end = time.monotonic() + 60 * options.minutes
            while time.monotonic() < end:
                time.sleep(1)
                unready += not is_ready(wirepost)
            closed = int(crowd.newest())
            after = wirepost.metrics()
            during = honest.taken()
        frames = after['wirepost_messages_total{direction="INBOUND",listener="large"}'] \
            - before['wirepost_messages_total{direction="INBOUND",listener="large"}']
        refused = {name.split('"')[1]: int(value) for name, value in after.items()
                   if name.startswith("wirepost_connections_refused_total") and value}
        rejected = {name.split('"')[1]: int(value) for name, value in after.items()
                    if name.startswith("wirepost_rejections_total") and value}
        log = wirepost.logged()
        verdict.note(f"{size}: at the most: " + ", ".join(
            f"{name.removeprefix('wirepost_')} {value:.2f}" for name, value in memory.highest.items()))
        verdict.note(f"{size}: refused, by reason: {refused}; rejected: {rejected}; the crowd was hung up on {closed} "
                     f"times; {announced} MB resident when all had announced")
        honest.end(verdict, frames=size, taken=f"{frames / 60 / options.minutes:.1f}/s",
                   refused=sum(refused.values()), p99_alone=bench.milliseconds(alone[1]),
                   p99=bench.milliseconds(during[1]), slowest_answer=f"{memory.slowest:.1f} s",
                   **memory.columns(), log_lines=log.count("\n"))
        verdict.holds(f"{size}: no OutOfMemoryError", "OutOfMemory" not in log and wirepost.is_alive(),
                      f"{log.count('OutOfMemory')} in its log")
        memory.say(verdict, f"{size}: ")
        verdict.holds(f"{size}: /readyz stays up", unready == 0, f"{unready} times not")
        verdict.holds(f"{size}: who is closed is counted", sum(refused.values()) + sum(rejected.values()) >= closed,
                      f"{closed} were closed")
        verdict.holds(f"{size}: frames are taken all the while", frames > 0, f"{frames:.0f}")


def is_ready(wirepost):
    try:
        return wirepost.is_ready()
    except (OSError, http.client.HTTPException):
        return False


def announce_and_flood(address, count, size):
    """Prints 'flooding' when all have announced a frame, and half of it was offered for ten seconds; then, once a
    second, how often it was hung up on."""
    size = int(size)
    crowd = Crowd(beside.parsed(address), size)
    for _ in range(int(count)):
        crowd.come()
    crowd.run(10, size // 2)
    print("flooding", flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        crowd.run(1, None)
        print(crowd.closed, flush=True)


class Crowd:
    """Each connection is at some byte of a frame; the frames follow one another."""

    def __init__(self, target, size):
        self.target = target
        self.frame = memoryview(size.to_bytes(4, "big") + b"x" * size)
        self.selector = selectors.DefaultSelector()
        self.closed = 0

    def come(self):
        one = socket.socket()
        one.setblocking(False)
        try:
            one.connect(self.target)
        except BlockingIOError:
            pass
        self.selector.register(one, selectors.EVENT_WRITE, [0])

    def run(self, seconds, most):
        """most: how many bytes of its frame each may send; None for frame after frame."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            done = True
            for key, _ in self.selector.select(0.1):
                at = key.data
                if most is not None and at[0] >= most:
                    continue
                done = False
                try:
                    at[0] += key.fileobj.send(self.frame[at[0]:at[0] + (256 << 10)])
                    at[0] %= len(self.frame)
                except BlockingIOError:
                    pass
                except OSError:
                    self.selector.unregister(key.fileobj)
                    key.fileobj.close()
                    self.closed += 1
                    self.come()
            if done:
                time.sleep(0.05)


if __name__ == "__main__":
    bench.run(main)
