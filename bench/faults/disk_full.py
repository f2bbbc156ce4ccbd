#!/usr/bin/env python3
"""A full disk stops ingest and nothing else, and nothing is lost.

The data is on a file system of 64 MB of its own, with a ballast file on it. Devices send until Wirepost stops
acknowledging. While the disk is full, what is stored can be read, callers get 503 with Retry-After, /livez is up,
/readyz and /actuator/health are down, and wirepost_journal_writable is 0. Then the ballast goes, and all that waited
has to be acknowledged and stored, without a restart. Three times, and once what the log advises:

    reserve   default settings: it stops before the disk is full
    restart   the same, and it is killed and started again while the disk is full
    brim      wirepost.journal.reserve=0B: it stops where a write fails, somewhere in the middle
    lowered   the ballast stays; it is started again with wirepost.journal.retention.size=16MB: it makes room, or, as
              smaller settings have it write out what it held in memory, says that it needs some to start, and then does

    bench/faults/disk_full.py [--ballast 30] [--devices 20] [PART…]

Needs root, for a file system in a mount namespace of its own, which goes with this process.
"""

import argparse
import functools
import os
import subprocess
import sys
import time

import bench

DISK = 64  # MB


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--ballast", type=int, default=30, help="MB of the disk that are taken at first")
    options.add_argument("--devices", type=int, default=20)
    options.add_argument("parts", nargs="*", help="reserve, restart, brim, lowered; all of them by default")
    options = options.parse_args()
    bench.need_root("to mount a small file system")
    bench.need(unshare="util-linux", mount="mount")
    if "BENCH_DISK" not in os.environ:
        os.environ["BENCH_DISK"] = "own"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])
    verdict = bench.Verdict(f"A full disk of {DISK} MB")
    trials = {"reserve": ({}, tried), "restart": ({}, functools.partial(tried, restart=True)),
              "brim": ({"wirepost.journal.reserve": "0B"}, tried), "lowered": ({}, lowered)}
    for part in options.parts or trials:
        fill(verdict, options, part, *trials[part])
    return verdict


def fill(verdict, options, part, settings, trial):
    print(f"  {part}:", flush=True)
    with bench.Wirepost(settings) as wirepost:
        disk = wirepost.home / "data"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(disk)], check=True)
        try:
            wirepost.data = disk / "store"
            (disk / "ballast").write_bytes(b"\0" * (options.ballast << 20))
            wirepost.start()
            crowd = bench.Crowd(wirepost.address, options.devices, window=200, size=1000, name=f"{part}-d").start()
            bench.until(lambda: crowd.acked > 0, "the first acknowledgement")
            trial(verdict, options, part, wirepost, disk, crowd)
        finally:
            wirepost.kill()
            subprocess.run(["umount", "-l", str(disk)], check=True)


def tried(verdict, options, part, wirepost, disk, crowd, restart=False):
    device = wirepost.get("/api/connections?limit=1").json()["items"][0]["deviceId"]
    bench.until(lambda: not wirepost.is_ready(), "the disk is full")
    if restart:
        wirepost.kill()
        wirepost.launch()
        wirepost.await_port()
        found = bench.until(lambda: wirepost.get("/api/connections?limit=1").json()["items"], "the devices are back")
        device = found[0]["deviceId"]
    bench.until(lambda: not wirepost.is_ready(), "/readyz is down")
    time.sleep(1)
    acked = crowd.acked
    full = time.monotonic()
    seen = {"send": [], "list": [], "latest": [], "livez": [], "readyz": [], "health": []}
    while time.monotonic() - full < 10:
        seen["send"].append(wirepost.post(f"/api/devices/{device}/messages", {"text": "PING"}))
        seen["list"].append(wirepost.get("/api/messages?limit=500&order=asc"))
        seen["latest"].append(wirepost.get("/api/messages?limit=50"))
        seen["livez"].append(wirepost.get("/livez"))
        seen["readyz"].append(wirepost.get("/readyz"))
        seen["health"].append(wirepost.get("/actuator/health"))
        time.sleep(0.5)
    paused = crowd.acked - acked
    metrics = wirepost.metrics()
    free = space(disk)
    warnings = wirepost.logged().count("WARN") + wirepost.logged().count("ERROR")
    crowd.hush()
    (disk / "ballast").unlink()
    freed = time.monotonic()
    try:
        bench.until(lambda: wirepost.is_ready() and crowd.acked > acked, "it goes on", 60)
    except TimeoutError as ex:
        verdict.note(str(ex))
    recovery = time.monotonic() - freed
    settled = crowd.settle(60)
    crowd.stop()
    recovered = wirepost.is_alive() and wirepost.is_ready()
    reckoning = bench.reckon(crowd, wirepost.texts())
    verdict.row(part=part, **reckoning.columns(), free=f"{free:.1f} MB", recovered=f"{recovery:.1f} s",
                warnings=warnings, rss=f"{wirepost.rss() >> 20} MB")

    def answered(name, status):
        wrong = [answer for answer in seen[name] if answer.status != status]
        return not wrong, (f"{len(wrong)} of {len(seen[name])} not: {wrong[0]}" if wrong else f"{len(seen[name])} times")
    verdict.holds("Nothing is acknowledged while the disk is full", paused == 0, f"{paused} were")
    verdict.holds("A send is answered with 503", *answered("send", 503))
    verdict.holds("… and Retry-After", all(answer.headers.get("Retry-After") for answer in seen["send"]))
    verdict.holds("GET /api/messages answers from the beginning", *answered("list", 200))
    verdict.holds("… and from the end", *answered("latest", 200))
    verdict.holds("/livez is up", *answered("livez", 200))
    verdict.holds("/readyz is down", *answered("readyz", 503))
    verdict.holds("/actuator/health is down", *answered("health", 503))
    verdict.holds("wirepost_journal_writable is 0", metrics.get("wirepost_journal_writable") == 0,
                  metrics.get("wirepost_journal_writable", "there is none"))
    verdict.holds("It recovers by itself once there is space", recovered and crowd.acked > acked, f"{recovery:.1f} s")
    verdict.holds("Every line is acknowledged in the end", settled, f"{crowd.unacked} are not")
    verdict.holds("No acknowledged line is lost", reckoning.lost == 0, f"{reckoning.lost} lost")
    verdict.holds("Each device's lines are in order", reckoning.disordered == 0, f"{reckoning.disordered} are not")
    if not restart:
        verdict.holds("No line is there twice", reckoning.duplicated == 0, f"{reckoning.duplicated} are")
    verdict.holds("The log is short", warnings < 20, f"{warnings} warnings and errors")
    for line in (line for line in wirepost.logged().splitlines() if "cannot be written" in line or "free some" in line):
        verdict.note(line[:300])


def lowered(verdict, options, part, wirepost, disk, crowd):
    bench.until(lambda: not wirepost.is_ready(), "the disk is full")
    crowd.hush()
    free = space(disk)
    wirepost.kill()
    wirepost.settings["wirepost.journal.retention.size"] = "16MB"
    wirepost.launch()
    refused = ""
    try:
        wirepost.await_port()
    except RuntimeError as ex:
        refused = str(ex)
        (disk / "ballast").unlink()
        wirepost.start()
    began = time.monotonic()
    settled = crowd.settle(60)
    recovery = time.monotonic() - began
    crowd.stop()
    reckoning = bench.reckon(crowd, wirepost.texts())
    # Retention may have been at it meanwhile; it looks every two seconds.
    time.sleep(5)
    dropped = wirepost.metric("wirepost_journal_dropped_total")
    columns = dict(reckoning.columns(), lost=reckoning.lost - min(int(dropped), reckoning.lost))
    verdict.row(part=part, **columns, free=f"{free:.1f} MB", recovered=f"{recovery:.1f} s",
                rss=f"{wirepost.rss() >> 20} MB", dropped=int(dropped))
    verdict.note("It " + ("would not start before space was freed" if refused else "made room by itself"))
    verdict.holds("If it does not start, it says in a sentence why and what to do",
                  not refused or ("is full" in refused and "Free some space" in refused))
    verdict.holds("With enough room to start, retention keeps to its size, and it goes on", settled and wirepost.is_ready(),
                  f"{crowd.unacked} lines are not acknowledged")
    verdict.holds("Nothing is lost but what retention dropped", reckoning.lost <= dropped,
                  f"{reckoning.lost} are not there, {dropped:.0f} were dropped")


def space(disk):
    """Megabytes that are free."""
    state = os.statvfs(disk)
    return state.f_bavail * state.f_frsize / (1 << 20)


if __name__ == "__main__":
    bench.run(main)
