#!/usr/bin/env python3
"""kill -9 at random moments leaves no device connected for ever: each `connected` has one end behind it.

Fifty devices say who they are and then line after line. One of them comes again and again under its name, so that it is
replaced. Wirepost is killed, started again on the same data, and killed again. At the end it is stopped, and started
once more to be read: in the journal each connection of a device begins with `connected`, ends with `disconnected` or
`replaced`, and has its messages in between.

    bench/faults/presence.py [--cycles 20] [--devices 50] [--seed N]

Needs nothing but Java and Python.
"""

import argparse
import collections
import random
import socket
import threading
import time

import bench

SETTINGS = {
    "wirepost.listeners.default.identify.by": "first-frame",
    "wirepost.listeners.default.identify.pattern": "^HELLO (?<id>\\S+)",
    "wirepost.listeners.default.identify.consume": "true",
}


class Flapper(threading.Thread):
    """A device that comes twice a second, each time without having left."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.address = address
        self.ending = threading.Event()

    def run(self):
        open_now = collections.deque()
        while not self.ending.wait(0.5):
            try:
                one = socket.create_connection(self.address(), timeout=5)
                one.sendall(b"HELLO flapper\n")
                open_now.append(one)
                if len(open_now) > 3:
                    open_now.popleft().close()
            except OSError:
                open_now.clear()


def judge(records):
    """What is wrong with the records of each device on each connection, and how they ended."""
    wrong = []
    reasons = collections.Counter()
    by_connection = collections.defaultdict(list)
    for record in records:
        by_connection[record["connectionId"], record["deviceId"]].append(record)
    for key, all_of_it in by_connection.items():
        words = [one["kind"] if one["direction"] == "EVENT" else "message" for one in all_of_it]
        if words == ["message"] * len(words) and key[1] == "flapper":
            continue  # it came too often to be recorded
        inner = set(words[1:-1])
        if words[0] != "connected" or words[-1] not in ("disconnected", "replaced") or inner - {"message"}:
            wrong.append((key, words[:3], words[-3:]))
        else:
            reasons[all_of_it[-1]["fields"]["reason"]] += 1
    return wrong, reasons, len(by_connection)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cycles", type=int, default=20)
    options.add_argument("--devices", type=int, default=50)
    options.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = options.parse_args()
    verdict = bench.Verdict(f"Presence over kill -9, {options.cycles} times, {options.devices} devices,"
                            f" seed {options.seed}")
    chance = random.Random(options.seed)
    with bench.Wirepost(SETTINGS, java=["-Xmx512m", "-XX:TieredStopAtLevel=1"]) as wirepost:
        # A line in 50 ms of each, so that reading all of them takes no longer than writing them.
        crowd = bench.Crowd(wirepost.address, options.devices, interval=0.05, hello="HELLO {name}\n").start()
        flapper = Flapper(wirepost.address)
        flapper.start()
        for cycle in range(options.cycles):
            before = crowd.acked
            wirepost.start()
            bench.until(lambda: crowd.acked > before, "the first acknowledgement")
            time.sleep(chance.uniform(0.0, 2.0))
            wirepost.kill()
            verdict.note(f"killed {cycle + 1}: {crowd.acked - before} acknowledged since the start")
        wirepost.start()
        settled = crowd.settle()
        flapper.ending.set()
        flapper.join()
        status = wirepost.stop()
        crowd.stop()
        wirepost.start()
        records = list(wirepost.all("/api/messages", order="asc", events="true"))
        reckoning = bench.reckon(crowd, (one["text"] for one in records if one["direction"] == "INBOUND"))
        wrong, reasons, presences = judge(records)
        for one in wrong[:5]:
            verdict.note(f"wrong: {one}")
        verdict.row(cycles=options.cycles, devices=options.devices, **reckoning.columns(), presences=presences,
                    **{reason.replace("-", "_"): count for reason, count in sorted(reasons.items())})
        verdict.holds("Each connection of a device has its beginning, its messages and one end, in this order",
                      not wrong, f"{len(wrong)} of {presences} have not")
        verdict.holds("What a kill left open is ended at the next start",
                      0 < reasons["restart"] <= options.cycles * (options.devices + 4), f"{reasons['restart']}")
        verdict.holds("What a stop ends says so", reasons["shutdown"] >= options.devices and status in (0, 143),
                      f"{reasons['shutdown']}, exit status {status}")
        verdict.holds("A device that came again has replaced itself", reasons["replaced"] > 0, reasons["replaced"])
        verdict.holds("No acknowledged line is lost", settled and reckoning.lost == 0, f"{reckoning.lost} lost")
    return verdict


if __name__ == "__main__":
    bench.run(main)
