#!/usr/bin/env python3
"""A device that does not read costs only itself: what waits for it is bounded, and it is closed.

Some devices write lines for ever and never read an acknowledgement; others, with an identity, never read what callers
send them, by many requests at a time. A few seconds later each is closed, having had no more waiting for it than the
outbound buffer (256 KB), and where it is acknowledgements what one more read owes it; the callers get 429, 409 or 504, none waits longer than the write deadline (10 s)
and a little, and the honest devices notice nothing. They come back at once, for as long as it lasts.

    bench/faults/deaf.py [--honest 50] [--deaf 10] [--seconds 60]
"""

import argparse
import collections
import http.client
import socket
import threading
import time

import bench
import beside

BUFFER = 256 << 10
FRAME = 32 << 10
NOISE = b"did you hear this?\n"
ACKNOWLEDGEMENT = "THANK YOU, IT IS KEPT " * 10
READ = 64 << 10


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--honest", type=int, default=50)
    options.add_argument("--deaf", type=int, default=10)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--crowd", nargs=3, help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.crowd:
        deaf(*options.crowd)
        return None
    verdict = bench.Verdict(f"2 x {options.deaf} devices do not read, {options.honest} do")
    settings = {
        **beside.SETTINGS,
        "wirepost.listeners.named.port": "0",
        "wirepost.listeners.named.identify.by": "first-frame",
        "wirepost.listeners.named.identify.pattern": r"^HELLO (?<id>\S+)",
        "wirepost.listeners.wordy.port": "0",
        "wirepost.listeners.wordy.acknowledge.text": ACKNOWLEDGEMENT,
        "wirepost.journal.retention.size": "1GB",
    }
    with beside.wirepost(settings) as wirepost:
        wirepost.start()
        honest = beside.Honest(wirepost, options.honest)
        alone = honest.spell(options.seconds / 3)
        callers = Callers(wirepost, options.deaf)
        with beside.Memory(wirepost) as memory, \
                beside.Companion(__file__, beside.address(wirepost, "named"), beside.address(wirepost, "wordy"),
                                 options.deaf):
            callers.start()
            end = time.monotonic() + options.seconds
            pending = 0
            while time.monotonic() < end:
                time.sleep(0.5)
                pending = max([pending] + [one["pendingBytes"] for one in wirepost.all("/api/connections")])
            during = honest.taken()
            callers.stop()
        honest.end(verdict, p99_alone=bench.milliseconds(alone[1]), p99=bench.milliseconds(during[1]),
                   most_pending=f"{pending >> 10} KB", callers=sum(callers.statuses.values()),
                   longest=f"{callers.longest:.1f} s", **memory.columns())
        verdict.note(f"callers were told: {dict(callers.statuses)}")
        bound = BUFFER + READ // len(NOISE) * (len(ACKNOWLEDGEMENT) + 1) + FRAME
        verdict.holds(f"What waits for one device is bounded, by {bound >> 10} KB", pending <= bound,
                      f"{pending >> 10} KB")
        verdict.holds("Callers get an answer that says so", set(callers.statuses) <= {200, 409, 429, 504}
                      and {429, 504} & set(callers.statuses), f"{dict(callers.statuses)}")
        verdict.holds("No caller waits much longer than the write deadline", callers.longest < 20,
                      f"{callers.longest:.1f} s")
        memory.say(verdict)
    return verdict


class Callers:
    """Four requests at a time to the devices, each to the next, for as long as it lasts."""

    def __init__(self, wirepost, devices):
        self.wirepost = wirepost
        self.devices = devices
        self.statuses = collections.Counter()
        self.longest = 0.0
        self._ending = False
        self._threads = [threading.Thread(target=self._call, args=[first], daemon=True) for first in range(4)]

    def start(self):
        bench.until(lambda: self.wirepost.get("/api/devices/deaf-0").status == 200, "the deaf are there")
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._ending = True
        for thread in self._threads:
            thread.join()

    def _call(self, number):
        while not self._ending:
            number += 1
            began = time.monotonic()
            try:
                answer = self.wirepost.post(f"/api/devices/deaf-{number % self.devices}/messages", b"x" * FRAME,
                                            headers={"Content-Type": "application/octet-stream"})
                said = answer.status
            except (OSError, http.client.HTTPException) as ex:
                said = type(ex).__name__
            self.longest = max(self.longest, time.monotonic() - began)
            self.statuses[said] += 1


def deaf(named, wordy, count):
    """Comes back as often as it is closed."""
    threads = [threading.Thread(target=listen_to_nothing, args=[named, b"HELLO deaf-%d\n" % index, b""])
               for index in range(int(count))]
    threads += [threading.Thread(target=listen_to_nothing, args=[wordy, b"", NOISE * 100])
                for _ in range(int(count))]
    for thread in threads:
        thread.start()


def listen_to_nothing(address, hello, noise):
    while True:
        try:
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(beside.parsed(address))
            one.sendall(hello)
            while True:
                if noise:
                    one.sendall(noise)
                else:
                    # A reset shows when it writes; an empty line would be a frame.
                    time.sleep(5)
                    one.sendall(b"still here\n")
        except OSError:
            time.sleep(0.2)


if __name__ == "__main__":
    bench.run(main)
