#!/usr/bin/env python3
"""Out of file descriptors, Wirepost serves the open connections, and accepts new ones once descriptors are free.

Wirepost runs with ulimit -n 512, and a hundred devices say a line a second each. Then 2,000 more connections are
tried, by a process of its own, which keeps all it gets. Meanwhile nobody of the hundred is cut off or waits without
an acknowledgement, HTTP answers, and the log says what is the matter without flooding. Once the 2,000 are gone, a
hundred new devices are taken.

Then the same with 2,000 connections to the HTTP port, while devices send 1 MB a second, so that the store needs new
files: HTTP must not take the last descriptors from it.

    bench/faults/descriptors.py [--limit 512] [--tried 2000] [--devices 100] [--stay 20]

Needs nothing but Java and Python.
"""

import argparse
import collections
import http.client
import os
import re
import resource
import selectors
import socket
import subprocess
import sys
import time

import bench

# In any second, however many connections are tried.
LOG_LINES = 20

# What the devices say, and a store that writes a file every few seconds of it.
PARTS = {
    "devices": ({"interval": 1.0}, {}),
    "HTTP": ({"interval": 0.1, "size": 1000}, {"wirepost.journal.retention.size": "512MB"}),
}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--limit", type=int, default=512)
    options.add_argument("--tried", type=int, default=2000)
    options.add_argument("--devices", type=int, default=100)
    options.add_argument("--stay", type=float, default=20, help="seconds for which the connections are kept")
    options.add_argument("--crowd", help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.crowd:
        keep(options.crowd, options.tried)
        return None
    bench.need(prlimit="util-linux")
    verdict = bench.Verdict(f"ulimit -n {options.limit}, and {options.tried} connections tried")
    tried(verdict, options, "devices")
    tried(verdict, options, "HTTP")
    return verdict


def tried(verdict, options, part):
    print(f"  {part}:", flush=True)
    talk, settings = PARTS[part]
    with bench.Wirepost(settings, prefix=["prlimit", f"--nofile={options.limit}:{options.limit}"]) as wirepost:
        wirepost.start()
        crowd = bench.Crowd(wirepost.address, options.devices, name=f"{part}-d", **talk).start()
        bench.until(lambda: crowd.acked >= 3 * options.devices, "the devices are acknowledged")
        crowd.take_latencies()
        time.sleep(10)
        alone = crowd.take_latencies()
        some = wirepost.get("/api/connections?limit=1").json()["items"][0]["deviceId"]
        host, port = wirepost.address() if part == "devices" else (wirepost.host, wirepost.port)
        lines = wirepost.logged().count("\n")
        before = crowd.acked
        began = time.monotonic()
        # A caller that keeps its HTTP connection: it was opened before the descriptors ran out.
        with Caller(wirepost) as caller, subprocess.Popen(
                [sys.executable, __file__, "--crowd", f"{host}:{port}", "--tried", str(options.tried)],
                stdout=subprocess.PIPE, text=True) as others:
            seconds = []
            answers = []
            most = 0
            while time.monotonic() - began < options.stay:
                time.sleep(1)
                now = wirepost.logged().count("\n")
                seconds.append(now - lines)
                lines = now
                most = max(most, wirepost.descriptors())
                answers.append(caller.get("/api/messages?limit=10"))
                answers.append(caller.get("/api/listeners"))
                answers.append(caller.send(some))
            beside = crowd.take_latencies()
            acked = crowd.acked - before
            others.kill()
            others.wait()
        left = time.monotonic()
        new = bench.Crowd(wirepost.address, options.devices, interval=1.0, name=f"{part}-new").start()
        bench.until(lambda: all(device.acked for device in new.devices), "the new devices are acknowledged")
        took = time.monotonic() - left
        refused = wirepost.metric("wirepost_connections_refused_total", 'reason="file-descriptors"')
        settled = crowd.settle() and new.settle()
        crowd.stop()
        new.stop()
        alive = wirepost.is_alive()
        ready = wirepost.is_ready()
        reckoning = bench.reckon([crowd, new], wirepost.texts())
        said = [line for line in wirepost.logged().splitlines() if " WARN " in line or " ERROR " in line]
    verdict.row(part=part, **reckoning.columns(), cut=crowd.cut, descriptors=most,
                alone=bench.milliseconds(bench.percentile(alone, 99)),
                beside=bench.milliseconds(bench.percentile(beside, 99)), log=f"{max(seconds)} lines/s",
                taken=f"{took:.1f} s")
    said = [re.sub(r"^.*? (?=WARN|ERROR)", "", line) for line in said]
    for line, times in collections.Counter(line[:200] for line in said).most_common(6):
        verdict.note(f"{times} x {line}")
    wrong = [answer for answer in answers if answer != 200]
    verdict.holds("It is alive and ready", alive and ready)
    verdict.holds("REST answers", not wrong, f"{len(wrong)} of {len(answers)} not: {wrong[0]}" if wrong
                  else f"{len(answers)} times")
    if part == "devices":
        verdict.holds("The listener says that it rests", refused > 0, f"{refused:.0f} times")
    verdict.holds("Nobody of those who are there is cut off", crowd.cut == 0, f"{crowd.cut} were")
    if part == "devices":
        verdict.holds("They are acknowledged as before", acked >= options.devices * options.stay / 2,
                      f"{acked} lines in {options.stay:.0f} s")
    verdict.holds(f"The log has at most {LOG_LINES} lines in a second", max(seconds) <= LOG_LINES,
                  f"at most {max(seconds)}, {sum(seconds)} in all")
    verdict.holds("New ones are taken once the others left", True, f"{took:.1f} s until each was acknowledged")
    verdict.holds("Every line is acknowledged in the end", settled, f"{crowd.unacked + new.unacked} are not")
    verdict.holds("No acknowledged line is lost", reckoning.lost == 0, f"{reckoning.lost} lost")


class Caller:
    """Calls one after the other, on one connection as long as that stays open. Answers are status codes or words."""

    def __init__(self, wirepost):
        self.wirepost = wirepost

    def __enter__(self):
        self.connection = http.client.HTTPConnection(self.wirepost.host, self.wirepost.port, timeout=20)
        self.get("/livez")
        return self

    def __exit__(self, *what):
        self.connection.close()

    def get(self, path):
        return self._call("GET", path)

    def send(self, device):
        return self._call("POST", f"/api/devices/{device}/messages", b'{"text":"PING"}')

    def _call(self, method, path, body=None):
        try:
            self.connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
            answer = self.connection.getresponse()
            answer.read()
            return answer.status
        except Exception as ex:
            self.connection.close()
            return repr(ex)


def keep(address, count):
    """Tries so many connections at once, keeps what it gets, and tries again for what it does not."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    host, port = address.rsplit(":", 1)
    parent = os.getppid()
    selector = selectors.DefaultSelector()
    missing = count
    while os.getppid() == parent:
        while missing:
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex((host, int(port)))
            selector.register(one, selectors.EVENT_READ)
            missing -= 1
        for key, _ in selector.select(0.5):
            try:
                gone = not key.fileobj.recv(4096)
            except OSError:
                gone = True
            if gone:
                selector.unregister(key.fileobj)
                key.fileobj.close()
                missing += 1
        time.sleep(0.05)


if __name__ == "__main__":
    bench.run(main)
