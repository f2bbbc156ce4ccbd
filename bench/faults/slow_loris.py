#!/usr/bin/env python3
"""Ten thousand sockets that send a byte every 30 s leave the honest devices as quick as they were alone.

A hundred honest devices say a line a second each and wait for its acknowledgement. A process of its own opens ten
thousand connections whose frames never end, with one byte in 30 s each, goes away again, and comes back, several
times. The 99th percentile from a line to its acknowledgement is taken for each spell, with and without the crowd;
the median of the spells with it has to be within twice the median of those without.

The frame deadline is raised to 10 minutes, as Wirepost would else close such a connection after 30 s (which is the
last spell: default settings, where the crowd has to be gone, and comes back as often as it is closed).

    bench/faults/slow_loris.py [--loris 10000] [--honest 100] [--rounds 5] [--spell 20]

Needs as many open files as there are connections, twice: ulimit -n, which it raises itself as far as it may.
"""

import argparse
import os
import resource
import selectors
import socket
import subprocess
import sys
import time

import bench

FACTOR = 2


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--loris", type=int, default=10_000)
    options.add_argument("--honest", type=int, default=100)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--spell", type=float, default=20, help="seconds of each measurement")
    options.add_argument("--crowd", help=argparse.SUPPRESS)
    options = options.parse_args()
    allowed = raise_open_files()
    if options.crowd:
        loris(options.crowd, options.loris)
        return None
    if allowed < options.loris + 2000:
        raise bench.NotNow(f"This needs {options.loris + 2000} open files a process, and may have {allowed}: ulimit -n")
    verdict = bench.Verdict(f"{options.loris} connections of a byte in 30 s, beside {options.honest} honest devices")
    patient(verdict, options)
    strict(verdict, options)
    return verdict


def patient(verdict, options):
    spells = {"alone": [], "beside": []}
    with bench.Wirepost({"wirepost.listeners.default.timeouts.frame": "10m"}) as wirepost:
        wirepost.start()
        crowd = bench.Crowd(wirepost.address, options.honest, interval=1.0).start()
        bench.until(lambda: crowd.acked >= 20 * options.honest, "the machine is warm")
        accepted = []
        memory = {}
        for _ in range(options.rounds):
            measure(crowd, options, spells["alone"])
            memory.setdefault("alone", wirepost.rss())
            with Loris(wirepost, options.loris) as crowded:
                accepted.append(crowded.took)
                measure(crowd, options, spells["beside"])
                memory["beside"] = wirepost.rss()
                open_now = connections(wirepost)
            bench.until(lambda: connections(wirepost) <= options.honest, "the crowd is gone")
        settled = crowd.settle()
        crowd.stop()
        reckoning = bench.reckon(crowd, wirepost.texts())
    alone, beside = bench.median(spells["alone"]), bench.median(spells["beside"])
    verdict.row(part="frame=10m", **reckoning.columns(), cut=crowd.cut, loris=open_now - options.honest,
                opened=f"{bench.median(accepted):.1f} s", alone=bench.milliseconds(alone),
                beside=bench.milliseconds(beside), ratio=f"{beside / alone:.2f}",
                rss=f"+{(memory['beside'] - memory['alone']) >> 20} MB")
    for name, values in spells.items():
        verdict.note(f"p99 {name}: {', '.join(bench.milliseconds(value) for value in values)}")
    verdict.holds("The crowd was there", open_now == options.honest + options.loris, f"{open_now} connections")
    verdict.holds(f"Honest p99 stays within {FACTOR} x of alone", beside <= FACTOR * alone,
                  f"{bench.milliseconds(beside)} to {bench.milliseconds(alone)}")
    honest(verdict, crowd, settled, reckoning)


def strict(verdict, options):
    """Default settings: a connection whose frame is not complete within 30 s is closed."""
    with bench.Wirepost() as wirepost:
        wirepost.start()
        crowd = bench.Crowd(wirepost.address, options.honest, interval=1.0, name="s").start()
        bench.until(lambda: crowd.acked >= 10 * options.honest, "the machine is warm")
        with Loris(wirepost, options.loris):
            began = time.monotonic()
            values = []
            measure(crowd, options, values, 40)
            bench.until(lambda: wirepost.metric("wirepost_rejections_total", 'reason="frame-timeout"')
                        >= options.loris, "each is closed")
            closed = time.monotonic() - began
        settled = crowd.settle()
        crowd.stop()
        reckoning = bench.reckon(crowd, wirepost.texts())
        lines = wirepost.logged().count("\n")
    verdict.row(part="frame=30s", **reckoning.columns(), cut=crowd.cut, loris=options.loris,
                beside=bench.milliseconds(values[0]))
    verdict.holds("By default each is closed", True, f"{options.loris} frame-timeouts within {closed:.0f} s")
    verdict.holds("Its log is short", lines < 100, f"{lines} lines")
    honest(verdict, crowd, settled, reckoning)


def honest(verdict, crowd, settled, reckoning):
    verdict.holds("No honest device is cut off", crowd.cut == 0, f"{crowd.cut} were")
    verdict.holds("Every honest line is acknowledged", settled, f"{crowd.unacked} are not")
    verdict.holds("No acknowledged line is lost", reckoning.lost == 0, f"{reckoning.lost} lost")


def measure(crowd, options, spells, seconds=None):
    crowd.take_latencies()
    time.sleep(seconds or options.spell)
    spells.append(bench.percentile(crowd.take_latencies(), 99))


def connections(wirepost):
    return wirepost.get("/api/listeners/default").json()["connections"]


class Loris:
    """The crowd, in a process of its own, until the end of the block."""

    def __init__(self, wirepost, count):
        self.wirepost = wirepost
        self.count = count

    def __enter__(self):
        before = connections(self.wirepost)
        began = time.monotonic()
        host, port = self.wirepost.address()
        self.process = subprocess.Popen([sys.executable, __file__, "--crowd", f"{host}:{port}", "--loris",
                                         str(self.count)])
        bench.until(lambda: connections(self.wirepost) >= before + self.count, "all are connected")
        self.took = time.monotonic() - began
        # Its opening is over and done with.
        time.sleep(2)
        return self

    def __exit__(self, *what):
        self.process.kill()
        self.process.wait()


def raise_open_files():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def loris(address, count):
    """Opens so many, sends a byte each in 30 s, spread evenly, and opens again what was closed, in as long."""
    host, port = address.rsplit(":", 1)
    parent = os.getppid()
    selector = selectors.DefaultSelector()
    sockets = [None] * count
    for index in range(count):
        sockets[index] = dial(host, int(port), selector, index)
    pause = 30 / count
    due = time.monotonic()
    index = 0
    while os.getppid() == parent:
        now = time.monotonic()
        while due <= now:
            if sockets[index] is None:
                sockets[index] = dial(host, int(port), selector, index)
            try:
                sockets[index].send(b"x")
            except OSError:
                pass
            index = (index + 1) % count
            due += pause
        for key, _ in selector.select(max(0.0, due - time.monotonic())):
            try:
                gone = not key.fileobj.recv(4096)
            except OSError:
                gone = True
            if gone:
                selector.unregister(key.fileobj)
                key.fileobj.close()
                sockets[key.data] = None


def dial(host, port, selector, index):
    one = socket.create_connection((host, port))
    one.setblocking(False)
    selector.register(one, selectors.EVENT_READ, index)
    return one


if __name__ == "__main__":
    bench.run(main)
