#!/usr/bin/env python3
"""One device that floods costs the ninety-nine that say a line a second nothing but a little time.

The flood is one connection, of a process of its own, that writes lines of 100 bytes as fast as they are taken: first on
a listener that acknowledges, and it reads what it is told, then on one that does not. The honest devices' time from a
line to its acknowledgement is measured before and during each flood, as is how much it brings.

    bench/faults/flood.py [--honest 99] [--seconds 60]
"""

import argparse
import socket
import threading

import bench
import beside


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--honest", type=int, default=99)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--crowd", nargs=1, help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.crowd:
        flood(*options.crowd)
        return None
    verdict = bench.Verdict(f"One device floods, {options.honest} say a line a second")
    for told in (True, False):
        one(verdict, options, told)
    return verdict


def one(verdict, options, told):
    settings = {
        **beside.SETTINGS,
        "wirepost.listeners.loud.port": "0",
        "wirepost.listeners.loud.acknowledge.text": "OK" if told else None,
        "wirepost.journal.retention.size": "2GB",
    }
    name = "acknowledged" if told else "not acknowledged"
    with beside.wirepost(settings) as wirepost:
        wirepost.start()
        honest = beside.Honest(wirepost, options.honest)
        alone = honest.spell(options.seconds / 3)
        before = wirepost.metric("wirepost_journal_messages_total")
        with beside.Memory(wirepost) as memory, beside.Companion(__file__, beside.address(wirepost, "loud")):
            during = honest.spell(options.seconds)
            rate = (wirepost.metric("wirepost_journal_messages_total") - before) / options.seconds
        honest.end(verdict, flood=name, rate=f"{rate:.0f}/s", p50_alone=bench.milliseconds(alone[0]),
                   p99_alone=bench.milliseconds(alone[1]), p50=bench.milliseconds(during[0]),
                   p99=bench.milliseconds(during[1]), **memory.columns())
        verdict.holds(f"{name}: the flood was one", rate > 100 * options.honest, f"{rate:.0f} messages a second")
        memory.say(verdict, f"{name}: ")


def flood(address):
    line = b"flood " + b"x" * 93 + b"\n"
    lines = line * 640
    one = socket.create_connection(beside.parsed(address))
    threading.Thread(target=drain, args=[one], daemon=True).start()
    while True:
        one.sendall(lines)


def drain(one):
    while one.recv(1 << 20):
        pass


if __name__ == "__main__":
    bench.run(main)
