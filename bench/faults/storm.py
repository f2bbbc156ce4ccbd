#!/usr/bin/env python3
"""Ten thousand devices that reconnect at once are all served, and the connections that stayed lose nothing.

The crowd, in a process of its own, opens all its connections in one go, says on each which device it is, the same ones
each time, and a line, waits for every acknowledgement, hangs up all at once and does the same again. Beside it a
hundred devices say a line a second.

    bench/faults/storm.py [--honest 100] [--storm 10000] [--rounds 5]

Needs as many open files as there are connections, twice: ulimit -n, which it raises itself as far as it may.
"""

import argparse
import collections
import resource
import selectors
import socket
import time

import bench
import beside


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--honest", type=int, default=100)
    options.add_argument("--storm", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--crowd", nargs=2, help=argparse.SUPPRESS)
    options = options.parse_args()
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed))
    if options.crowd:
        storm(*options.crowd)
        return None
    if allowed < options.storm + 2000:
        raise bench.NotNow(f"This needs {options.storm + 2000} open files a process, and may have {allowed}: ulimit -n")
    verdict = bench.Verdict(f"{options.storm} devices come back at once, {options.honest} stay")
    took = []
    resident = []
    settings = {
        **beside.SETTINGS,
        "wirepost.listeners.storm.port": "0",
        "wirepost.listeners.storm.identify.by": "first-frame",
        "wirepost.listeners.storm.identify.pattern": r"^HELLO (?<id>\S+)",
        "wirepost.listeners.storm.acknowledge.text": "OK",
    }
    with beside.wirepost(settings) as wirepost:
        wirepost.start()
        honest = beside.Honest(wirepost, options.honest)
        alone = honest.spell(15)
        with beside.Memory(wirepost) as memory, \
                beside.Companion(__file__, beside.address(wirepost, "storm"), options.storm) as crowd:
            for _ in range(options.rounds):
                took.append(float(crowd.line(60)))
                resident.append(wirepost.rss() >> 20)
        during = honest.taken()
        bench.until(lambda: wirepost.get("/api/listeners/storm").json()["connections"] == 0, "the storm is over")
        # The storm that was under way when the last was over is cut off.
        counted = collections.Counter(text for text in wirepost.texts(listener="storm")
                                      if int(text.split("-")[1]) <= options.rounds)
        lines = options.storm * options.rounds
        honest.end(verdict, rounds=options.rounds, all_acked=f"{bench.median(took):.1f} s",
                   p99_alone=bench.milliseconds(alone[1]), p99=bench.milliseconds(during[1]),
                   **memory.columns())
        verdict.note(f"until each of {options.storm} was acknowledged: {', '.join(f'{one:.1f} s' for one in took)}")
        verdict.note(f"resident memory at each storm's height, MB: {' '.join(str(one) for one in resident)}")
        verdict.row(acked=lines, stored=sum(counted.values()), lost=lines - len(counted),
                    duplicated=sum(counted.values()) - len(counted), rounds="the storms")
        verdict.holds("Each line of each storm is there, once", len(counted) == sum(counted.values()) == lines,
                      f"{len(counted)}")
        growth = resident[-1] - resident[len(resident) // 2]
        verdict.holds("The memory does not grow from storm to storm", growth < beside.FLAT, f"{growth:+d} MB")
        memory.say(verdict)
    return verdict


def storm(address, count):
    """Prints the seconds that each storm took until all were acknowledged."""
    number = 0
    while True:
        number += 1
        began = time.monotonic()
        sockets = come(beside.parsed(address), int(count), number)
        print(time.monotonic() - began, flush=True)
        for one in sockets:
            one.close()
        time.sleep(1)


def come(target, count, number):
    selector = selectors.DefaultSelector()
    sockets = []
    for index in range(count):
        one = socket.socket()
        one.setblocking(False)
        try:
            one.connect(target)
        except BlockingIOError:
            pass
        selector.register(one, selectors.EVENT_WRITE, index)
        sockets.append(one)
    left = count
    while left:
        for key, events in selector.select(60):
            one = key.fileobj
            if events & selectors.EVENT_WRITE:
                one.sendall(b"HELLO storm-%d\nstorm-%d-%d\n" % (key.data, number, key.data))
                selector.modify(one, selectors.EVENT_READ, key.data)
            elif one.recv(64) == b"OK\n":
                selector.unregister(one)
                left -= 1
            else:
                raise RuntimeError("a device of the storm was hung up on")
    return sockets


if __name__ == "__main__":
    bench.run(main)
