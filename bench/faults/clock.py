#!/usr/bin/env python3
"""A clock that is set 400 days ahead, 400 days back, and right again, costs nothing.

Twenty devices go on sending while the time of day of the process jumps (libfaketime; the monotonic clock goes on as
it does in a real machine whose clock is set). Meanwhile messages wait for a device that is away, a caller waits for
an answer over each jump, and a caller repeats a request under its idempotency key. Nobody is cut off, the list keeps
the order in which lines were sent, retention (7 days by default) drops nothing, nothing that waits expires, and the
key is still known. In the end it is started again with the right time, once after a start with the clock 400 days
back, and all is still there.

    bench/faults/clock.py [--devices 20] [--stay 15]

Needs libfaketime (Debian: faketime).
"""

import argparse
import glob
import socket
import threading
import time

import bench

QUEUED = 50

SETTINGS = {
    "wirepost.listeners.default.identify.by": "first-frame",
    "wirepost.listeners.default.identify.pattern": r"^HELLO (?<id>\S+)",
    "wirepost.listeners.default.identify.consume": "true",
    # Speaks when it is spoken to: without acknowledgements, which its answers would be mixed with.
    "wirepost.listeners.quiet.port": "0",
    "wirepost.listeners.quiet.identify.by": "first-frame",
    "wirepost.listeners.quiet.identify.pattern": r"^HELLO (?<id>\S+)",
    "wirepost.listeners.quiet.identify.consume": "true",
}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--devices", type=int, default=20)
    options.add_argument("--stay", type=float, default=15, help="seconds between two jumps")
    options = options.parse_args()
    library = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not library:
        raise bench.NotNow("This needs what is not installed: apt-get install faketime")
    verdict = bench.Verdict("The clock jumps by 400 days, ahead and back")
    with bench.Wirepost(SETTINGS) as wirepost:
        offset = wirepost.home / "offset"
        wirepost.env = {"LD_PRELOAD": library[0], "FAKETIME_TIMESTAMP_FILE": str(offset), "NO_FAKE_STAT": "1",
                        "FAKETIME_CACHE_DURATION": "1", "DONT_FAKE_MONOTONIC": "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        # Where libfaketime takes the JVM's deadlines, which are monotonic, for times of day, each wait ends at once.
        wirepost.env["FAKETIME_FORCE_MONOTONIC_FIX"] = "0"
        set_clock(offset, 0)
        wirepost.start()
        crowd = bench.Crowd(wirepost.address, options.devices, interval=0.1, hello="HELLO {name}\n").start()
        quiet = Quiet(wirepost.address("quiet"))
        bench.until(lambda: crowd.acked >= 20 * options.devices, "acknowledgements before the first jump")
        queue(wirepost)
        keyed = send(wirepost, "quiet", headers={"Idempotency-Key": "once"})
        jumps = [("400 days ahead", 400), ("400 days back", -400), ("right again", 0)]
        for name, days in jumps:
            print(f"  {name}:", flush=True)
            jump(verdict, options, wirepost, crowd, quiet, offset, days, keyed)
        for name, days in (("started 400 days back", -400), ("started with the right time", 0)):
            print(f"  {name}:", flush=True)
            crowd.settle()
            wirepost.stop()
            set_clock(offset, days)
            wirepost.start()
            crowd.resume()
            before = crowd.acked
            bench.until(lambda: crowd.acked >= before + 5 * options.devices, "acknowledgements after a restart")
            still_there(verdict, wirepost, crowd)
        settled = crowd.settle()
        crowd.stop()
        quiet.close()
        reckoning = bench.reckon(crowd, wirepost.texts())
        cut = crowd.cut - 2 * options.devices
        received = come_back(wirepost)
    verdict.row(**reckoning.columns(), jumps=len(jumps), cut=cut, queued=QUEUED, delivered=len(received))
    verdict.holds("Every line is acknowledged in the end", settled, f"{crowd.unacked} are not")
    verdict.holds("No acknowledged line is lost", reckoning.lost == 0, f"{reckoning.lost} lost")
    verdict.holds("Each device's lines are in order", reckoning.disordered == 0, f"{reckoning.disordered} are not")
    verdict.holds("Nobody was cut off but by the two restarts", cut == 0, f"{cut} were")
    verdict.holds("What waited for a device that was away reaches it, in order",
                  received == [f"queued-{number}" for number in range(QUEUED)], f"{len(received)} of {QUEUED}")
    return verdict


def jump(verdict, options, wirepost, crowd, quiet, offset, days, keyed):
    cut = crowd.cut
    before = crowd.acked
    connections = {one["id"] for one in wirepost.all("/api/connections")}
    answers = []
    caller = threading.Thread(target=lambda: answers.append(send(wirepost, "quiet", awaitReply="60s")))
    caller.start()
    bench.until(lambda: quiet.heard("PING"), "the request has reached its device")
    set_clock(offset, days)
    now = time.time() + days * 86400

    def is_set():
        newest = wirepost.get("/api/messages?limit=1&direction=INBOUND").json()["items"][0]["receivedAt"]
        return newest[:10] in (time.strftime("%Y-%m-%d", time.gmtime(now)),
                               time.strftime("%Y-%m-%d", time.gmtime(now + 60)))
    bench.until(is_set, "the clock is set")
    # Longer than retention and what sweeps old deliveries take to look again: 2 s and 10 s.
    time.sleep(options.stay)
    quiet.say("PONG")
    caller.join()
    again = send(wirepost, "quiet", headers={"Idempotency-Key": "once"})
    verdict.holds("Nobody is cut off", crowd.cut == cut and connections <= {one["id"] for one in
                                                                            wirepost.all("/api/connections")},
                  f"{crowd.cut - cut} were")
    verdict.holds("Devices are acknowledged as before", crowd.acked - before > options.devices * options.stay,
                  f"{crowd.acked - before} lines")
    verdict.holds("A caller that waited over the jump has its answer", answers[0].status == 200, answers[0])
    verdict.holds("The idempotency key is known", again.status == 200 and again.json()["id"] == keyed.json()["id"],
                  again)
    still_there(verdict, wirepost, crowd)


def still_there(verdict, wirepost, crowd):
    dropped = wirepost.metric("wirepost_journal_dropped_total")
    verdict.holds("Retention drops nothing", dropped == 0, f"{dropped:.0f} messages")
    waiting = sum(1 for _ in wirepost.all("/api/deliveries", device="away", status="QUEUED"))
    verdict.holds("Nothing that waits expires", waiting == QUEUED, f"{waiting} of {QUEUED} wait")
    acked = {device.name: device.acked for device in crowd.devices}
    items = list(wirepost.messages())
    ids = [item["id"] for item in items]
    verdict.holds("The list's ids ascend", ids == sorted(ids))
    lines = {}
    for item in items:
        name, _, number = item["text"].rpartition("-")
        lines.setdefault(name, []).append(number)
    disordered = sum(numbers != [str(number) for number in range(len(numbers))]
                     for name, numbers in lines.items() if name in acked)
    verdict.holds("The list has each device's lines from the first on, in order", disordered == 0,
                  f"{len(items)} messages, {disordered} devices are not")
    missing = sum(acked[name] - len(lines.get(name, [])) for name in acked if len(lines.get(name, [])) < acked[name])
    verdict.holds("The list has every acknowledged line", missing == 0, f"{missing} are missing")


def queue(wirepost):
    """Makes a device known, and leaves messages for it once it is away."""
    with socket.create_connection(wirepost.address("quiet"), timeout=bench.PATIENCE) as device:
        device.sendall(b"HELLO away\n")
        bench.until(lambda: wirepost.get("/api/devices/away").status == 200, "the device is known")
    bench.until(lambda: not wirepost.get("/api/devices/away").json()["connected"], "the device is away")
    for number in range(QUEUED):
        answer = wirepost.post("/api/devices/away/messages", {"text": f"queued-{number}", "expiresIn": "6h"})
        assert answer.status == 202, answer


def come_back(wirepost):
    """What the device gets that was away."""
    with socket.create_connection(wirepost.address("quiet"), timeout=bench.PATIENCE) as device:
        device.sendall(b"HELLO away\n")
        device.settimeout(10)
        received = b""
        try:
            while received.count(b"\n") < QUEUED:
                some = device.recv(65536)
                if not some:
                    break
                received += some
        except TimeoutError:
            pass
        return received.decode().splitlines()


def send(wirepost, device, headers=None, **options):
    return wirepost.post(f"/api/devices/{device}/messages", {"text": "PING", **options}, headers=headers, seconds=90)


def set_clock(offset, days):
    # As a whole, or a reader may find it empty.
    new = offset.with_suffix(".new")
    new.write_text(f"{days:+d}d\n")
    new.replace(offset)


class Quiet:
    """A device that says what it is told to say."""

    def __init__(self, address):
        self.socket = socket.create_connection(address, timeout=bench.PATIENCE)
        self.socket.sendall(b"HELLO quiet\n")
        self.lines = []
        self.read = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        with self.socket.makefile(encoding="utf-8") as lines:
            try:
                for line in lines:
                    self.lines.append(line.strip())
            except OSError:
                pass

    def heard(self, text):
        """Whether this has come since it was asked the last time."""
        found = text in self.lines[self.read:]
        self.read = len(self.lines) if found else self.read
        return found

    def say(self, text):
        self.socket.sendall(text.encode() + b"\n")

    def close(self):
        self.socket.close()


if __name__ == "__main__":
    bench.run(main)
