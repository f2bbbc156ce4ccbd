"""Honest devices beside something that is not: what the scripts about one bad device and many good ones share.

Nothing here is a script.
"""

import subprocess
import sys
import threading
import time

import bench


# Whoever is honest says who it is: what it said is found by its name, whatever else was said.
SETTINGS = {
    "wirepost.listeners.default.identify.by": "first-frame",
    "wirepost.listeners.default.identify.pattern": r"^HELLO (?<id>\S+)",
}


class Honest:
    """A crowd that says a line a second each and waits for its acknowledgement; it must not notice anything."""

    def __init__(self, wirepost, devices):
        self.wirepost = wirepost
        self.crowd = bench.Crowd(wirepost.address, devices, interval=1.0, name="honest", hello="HELLO {name}\n")
        self.crowd.start()
        bench.until(lambda: self.crowd.acked >= 5 * devices, "the machine is warm")
        self.crowd.take_latencies()

    def spell(self, seconds):
        """The latencies of so many seconds: median and 99th percentile."""
        self.crowd.take_latencies()
        time.sleep(seconds)
        return self.taken()

    def taken(self):
        latencies = self.crowd.take_latencies()
        return bench.median(latencies), bench.percentile(latencies, 99)

    def end(self, verdict, **columns):
        """Says what became of them: a row of the table, and the sentences that have to hold."""
        settled = self.crowd.settle()
        self.crowd.stop()
        reckoning = bench.reckon(self.crowd, [text for device in self.crowd.devices
                                              for text in self.wirepost.texts(device=device.name)])
        verdict.row(**reckoning.columns(), **columns)
        verdict.holds("No honest device is cut off", self.crowd.cut == 0, f"{self.crowd.cut} were")
        verdict.holds("Every honest line is acknowledged", settled, f"{self.crowd.unacked} are not")
        verdict.holds("No honest line is lost", reckoning.lost == 0, f"{reckoning.lost} lost")
        verdict.holds("Honest lines are in order", reckoning.disordered == 0, f"{reckoning.disordered} are not")


class Memory:
    """Looks at the resident memory and some gauges, once a second, in a thread of its own."""

    def __init__(self, wirepost, gauges=()):
        self.wirepost = wirepost
        self.gauges = gauges
        self.resident = []
        self.highest = dict.fromkeys(gauges, 0.0)
        self.slowest = 0.0
        self.unanswered = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *what):
        self._ending.set()
        self._thread.join()

    def _run(self):
        while not self._ending.wait(1):
            self.resident.append(self.wirepost.rss() >> 20)
            began = time.monotonic()
            try:
                found = self.wirepost.metrics()
                for name in self.gauges:
                    self.highest[name] = max(self.highest[name], found.get(name, 0.0))
            except OSError:
                self.unanswered += 1
            self.slowest = max(self.slowest, time.monotonic() - began)

    def over_time(self, points=12):
        """A few of what was seen, in MB, evenly over the time."""
        step = max(1, len(self.resident) // points)
        return " ".join(str(one) for one in self.resident[::step])


class Companion:
    """This script once more as a process of its own, with --crowd and what else it has to know."""

    def __init__(self, script, *arguments):
        command = [sys.executable, script, "--crowd", *(str(one) for one in arguments)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.process.kill()
        self.process.wait()

    def line(self):
        """The next line that it prints."""
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the crowd ended early")
        return line.strip()


def address(wirepost, listener="default"):
    host, port = wirepost.address(listener)
    return f"{host}:{port}"


def parsed(address):
    host, port = address.rsplit(":", 1)
    return host, int(port)
