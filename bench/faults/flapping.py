#!/usr/bin/env python3
"""A device that comes two hundred times a second under one name stays one device, and disturbs no other.

Each of its connections says who it is and a line, and is left open: the next one replaces it. Callers send to it all
the while: each send is written, or answered with a 409 that says that the device was between two connections.

    bench/faults/flapping.py [--honest 50] [--rate 200] [--seconds 60]
"""

import argparse
import collections
import socket
import time

import bench
import beside


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--honest", type=int, default=50)
    options.add_argument("--rate", type=float, default=200, help="connections a second")
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--crowd", nargs=2, help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.crowd:
        flap(*options.crowd)
        return None
    verdict = bench.Verdict(f"One device comes {options.rate:.0f} times a second, {options.honest} stay")
    with beside.wirepost(beside.SETTINGS) as wirepost:
        wirepost.start()
        honest = beside.Honest(wirepost, options.honest)
        alone = honest.spell(options.seconds / 3)
        statuses = collections.Counter()
        most = 0
        with beside.Memory(wirepost) as memory, \
                beside.Companion(__file__, beside.address(wirepost), options.rate) as flapper:
            bench.until(lambda: wirepost.get("/api/devices/flapper").status == 200, "it has come")
            before = int(flapper.newest())
            began = time.monotonic()
            while time.monotonic() < began + options.seconds:
                statuses[wirepost.post("/api/devices/flapper/messages", {"text": "still there?"}).status] += 1
                most = max(most, len(list(wirepost.all("/api/connections", device="flapper"))))
            came = int(flapper.newest())
            rate = (came - before) / (time.monotonic() - began)
            during = honest.taken()
        verdict.note(f"its callers were told: {dict(statuses)}; connections of it at a time: at most {most}")
        honest.end(verdict, rate=f"{rate:.0f}/s", p99_alone=bench.milliseconds(alone[1]),
                   p99=bench.milliseconds(during[1]), sends=sum(statuses.values()), **memory.columns())
        kept = sum(1 for _ in wirepost.messages(device="flapper"))
        verdict.note(f"it said its line {came} times or a few more, of which {kept} were read before it was replaced")
        verdict.holds("It came about as often as it was to", rate > 0.5 * options.rate, f"{rate:.0f} a second")
        verdict.holds("It is on one connection at a time", most <= 2, f"{most}")
        verdict.holds("Its callers get an answer that says so", set(statuses) <= {200, 409}, f"{dict(statuses)}")
        lasted = time.monotonic() - began
        bench.until(lambda: wirepost.get("/api/listeners/default").json()["connections"] == 0, "all are gone")
        verdict.holds("Nothing is left of it", not wirepost.get("/api/devices/flapper").json()["connected"])
        events = list(wirepost.all("/api/messages", device="flapper", direction="EVENT", order="asc"))
        ends = [event["connectionId"] for event in events if event["kind"] != "connected"]
        starts = [event["connectionId"] for event in events if event["kind"] == "connected"]
        suppressed = int(wirepost.metric("wirepost_presence_suppressed_total"))
        verdict.note(f"its presence: {len(starts)} recorded, {suppressed} not")
        verdict.holds("Its presence is recorded ten times and then once a second",
                      0 < len(starts) <= 10 + lasted + 10 and suppressed > 0.5 * came, f"in {lasted:.0f} s")
        verdict.holds("Each record of its coming has one of its going", sorted(starts) == sorted(ends),
                      f"{len(starts)} and {len(ends)}")
        memory.say(verdict)
    return verdict


def flap(address, rate):
    target = beside.parsed(address)
    open_now = collections.deque()
    came = 0
    # Prints how often it has come, ten times a second.
    due = told = time.monotonic()
    while True:
        one = socket.create_connection(target, timeout=60)
        one.sendall(b"HELLO flapper\nhere I am again\n")
        open_now.append(one)
        came += 1
        if len(open_now) > 100:
            # It was replaced long ago.
            open_now.popleft().close()
        if time.monotonic() >= told:
            told += 0.1
            print(came, flush=True)
        due += 1 / float(rate)
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    bench.run(main)
