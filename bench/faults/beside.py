"""Honest devices beside something that is not: what the scripts about one bad device and many good ones share.

Nothing here is a script.
"""

import http.client
import queue
import subprocess
import sys
import threading
import time

import bench

# All of the heap is resident from the beginning: what grows then is beside it. What lives in it is looked at apart.
JAVA = ("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch")

FLAT = 64  # MB; what the compilers, the store's caches and the threads still take once it is warm

# Well-behaved devices identify themselves, so their messages are found by device id, apart from all others.
SETTINGS = {
    "wirepost.listeners.default.identify.by": "first-frame",
    "wirepost.listeners.default.identify.pattern": r"^HELLO (?<id>\S+)",
}


def wirepost(settings):
    """A process for such a script, which is not started yet."""
    bench.need(jcmd="openjdk-17-jdk-headless")
    return bench.Wirepost(settings, java=JAVA)


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
    """Looks at the resident memory, and at some gauges if there are any, once a second, in a thread of its own.

    resident    MB, one number a look
    live        MB of heap that a full collection leaves, before and after
    highest     of each gauge
    slowest     seconds until the metrics answered, at the most
    unanswered  how often they did not
    """

    def __init__(self, wirepost, gauges=()):
        self.wirepost = wirepost
        self.resident = []
        self.live = []
        self.highest = dict.fromkeys(gauges, 0.0)
        self.slowest = 0.0
        self.unanswered = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.live.append(self._collected())
        self._thread.start()
        return self

    def __exit__(self, failure, *what):
        self._ending.set()
        self._thread.join()
        if failure is None:
            self.live.append(self._collected())

    def _run(self):
        while not self._ending.wait(1):
            try:
                self.resident.append(self.wirepost.rss() >> 20)
            except (OSError, AttributeError):
                return  # It is no more: whoever talks to it says so.
            began = time.monotonic()
            try:
                found = self.wirepost.metrics()
                for name in self.highest:
                    self.highest[name] = max(self.highest[name], found.get(name, 0.0))
            except (OSError, http.client.HTTPException):
                self.unanswered += 1
            self.slowest = max(self.slowest, time.monotonic() - began)

    def _collected(self):
        for _ in range(2):
            subprocess.run(["jcmd", str(self.wirepost.pid), "GC.run"], check=True, capture_output=True,
                           timeout=bench.PATIENCE)
        return sum(value for name, value in self.wirepost.metrics().items()
                   if name.startswith('jvm_memory_used_bytes{area="heap"')) / (1 << 20)

    @property
    def growth(self):
        """MB from the median of the second quarter to that of the last: the first is for getting warm."""
        quarter = max(1, len(self.resident) // 4)
        return round(bench.median(self.resident[-quarter:]) - bench.median(self.resident[quarter:2 * quarter]))

    def over_time(self, points=12):
        """A few of what was seen, evenly over the time."""
        step = max(1, len(self.resident) // points)
        return " ".join(str(one) for one in self.resident[::step])

    def columns(self):
        return {"rss": f"{min(self.resident, default=0)} to {max(self.resident, default=0)} MB",
                "live_heap": " to ".join(f"{one:.0f}" for one in self.live) + " MB"}

    def say(self, verdict, before=""):
        """The sentences about it that have to hold."""
        verdict.note(f"{before}resident memory over time, MB: {self.over_time()}")
        verdict.holds(f"{before}The resident memory is flat once it is warm", self.resident and self.growth < FLAT,
                      f"{self.growth:+d} MB")
        verdict.holds(f"{before}The heap holds no more than before", self.live[-1] - self.live[0] < FLAT,
                      f"{self.live[-1] - self.live[0]:+.0f} MB live")
        verdict.holds(f"{before}HTTP answers all the while", self.unanswered == 0,
                      f"{self.unanswered} requests without an answer, the slowest took {self.slowest:.1f} s")


class Companion:
    """This script once more as a process of its own, with --crowd and what else it has to know."""

    def __init__(self, script, *arguments):
        command = [sys.executable, script, "--crowd", *(str(one) for one in arguments)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.process.kill()
        self.process.wait()

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line.strip())
        self._lines.put(None)

    def line(self, seconds=bench.PATIENCE):
        """The next line that it prints."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError(f"the crowd said nothing for {seconds} s") from None
        if line is None:
            raise RuntimeError("the crowd ended early")
        return line

    def newest(self, seconds=bench.PATIENCE):
        """The last line that it has printed by now and that was not read yet, or else its next."""
        line = self.line(seconds)
        while not self._lines.empty():
            line = self.line(seconds)
        return line


def address(wirepost, listener="default"):
    host, port = wirepost.address(listener)
    return f"{host}:{port}"


def parsed(address):
    host, port = address.rsplit(":", 1)
    return host, int(port)
