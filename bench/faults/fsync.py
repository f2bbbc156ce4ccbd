#!/usr/bin/env python3
"""What is acknowledged was synced before, and what cannot be synced is not acknowledged.

First Wirepost is watched by strace while devices send: between the read of a line and the write of its
acknowledgement, the line has to be written to the store's log, and a sync of that log that began after that has to
have ended well. Then libfiu makes every fsync and fdatasync of the process fail, as a dying disk does: devices get
no acknowledgement, callers get 503 with Retry-After, /readyz is down; once syncs succeed again, all that waited is
acknowledged without a restart, and nothing is lost.

    bench/faults/fsync.py [--lines 200] [--failing 20]

Needs strace and fiu-utils (Debian), and the right to trace a process.
"""

import argparse
import re
import subprocess
import time

import bench

SYSTEM_CALLS = "fsync,fdatasync,sync_file_range,msync,write,writev,pwrite64,pwritev,sendto,sendmsg," \
               "read,readv,recvfrom,recvmsg"

# Not to be taken for anything else among the log's bytes.
LINE = re.compile(r"~d\d+-\d+(?= x)")

CALL = re.compile(r"(\d+) +(?:(\w+)\((\d+)<(.*?)>(?=[,) ])|<\.\.\. (\w+) resumed>)")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--lines", type=int, default=200, help="acknowledgements to look at, at least")
    options.add_argument("--failing", type=float, default=20, help="seconds for which syncs fail")
    options = options.parse_args()
    bench.need(**{"strace": "strace", "fiu-run": "fiu-utils", "fiu-ctrl": "fiu-utils"})
    verdict = bench.Verdict("An fsync before each acknowledgement, and none without")
    watched(verdict, options.lines)
    failing(verdict, options.failing)
    return verdict


def watched(verdict, lines):
    with bench.Wirepost() as wirepost:
        wirepost.start()
        trace = wirepost.home / "strace"
        strace = subprocess.Popen(["strace", "-f", "-yy", "-s", "65536", "-e", f"trace={SYSTEM_CALLS}",
                                   "-o", str(trace), "-p", str(wirepost.pid)],
                                  stderr=subprocess.PIPE, text=True)
        attached = strace.stderr.readline()
        if "attached" not in attached:
            raise bench.NotNow(f"This needs the right to trace a process: {attached.strip()}")
        # A line each now and then as well as many at once, which share a sync.
        crowd = bench.Crowd(wirepost.address, 20, interval=0.05, name="~d", size=24).start()
        bench.until(lambda: crowd.acked >= lines, "acknowledgements under strace")
        settled = crowd.settle()
        crowd.stop()
        strace.terminate()
        strace.communicate()
        reckoning = bench.reckon(crowd, wirepost.texts())
        seen = judge(trace.read_text(errors="replace").splitlines())
    verdict.row(part="strace", **reckoning.columns(), synced=seen["synced"], early=len(seen["early"]),
                syncs=seen["syncs"])
    for line in seen["early"][:5]:
        verdict.note(f"early: {line}")
    verdict.holds("Every line is acknowledged", settled)
    verdict.holds("No acknowledged line is lost", reckoning.lost == 0, f"{reckoning.lost} lost")
    verdict.holds("strace saw every acknowledgement", seen["synced"] + len(seen["early"]) == reckoning.acked,
                  f"{seen['synced'] + len(seen['early'])} of {reckoning.acked}")
    verdict.holds("Each acknowledgement was written after a sync of the log that has its line",
                  not seen["early"], f"{len(seen['early'])} were not")


def judge(trace):
    """Follows each line through the system calls. A call that another thread interrupts comes in two parts."""
    waiting = {}  # thread -> its call that has not ended
    asked = {}  # socket -> lines that were read and are not acknowledged
    written = {}  # line -> log that it was written to
    durable = set()
    synced, early, syncs = 0, [], 0
    for text in trace:
        found = CALL.match(text)
        if not found:
            continue
        thread, name, _, file, resumed = found.groups()
        if resumed:
            call = waiting.pop(thread, None)
            if call is None:
                continue
            name, file, begun, covered = call
            text = begun + text
        else:
            # A sync covers what was written before it began; an acknowledgement goes out when its write begins.
            covered = {line for line, log in written.items() if log == file} if "sync" in name else None
            if "<unfinished ...>" in text and not is_acknowledgement(name, file, text):
                waiting[thread] = (name, file, text, covered)
                continue
        if file.endswith(".log") and re.search(r"/\d+\.log$", file):
            if name in ("fsync", "fdatasync"):
                if text.rstrip().endswith("= 0"):
                    syncs += 1
                    durable |= covered
                    written = {line: log for line, log in written.items() if line not in covered}
            elif "write" in name:
                written.update((line, file) for line in LINE.findall(text))
        elif file.startswith("TCP"):
            if name.startswith(("read", "recv")):
                asked.setdefault(file, []).extend(LINE.findall(text))
            elif is_acknowledgement(name, file, text):
                for _ in range(text.count(r"OK\n")):
                    line = asked[file].pop(0)
                    if line in durable:
                        synced += 1
                    else:
                        early.append(f"{line}: {text[:200]}")
    return {"synced": synced, "early": early, "syncs": syncs}


def is_acknowledgement(name, file, text):
    return file.startswith("TCP") and name.startswith(("write", "send")) and r'"OK\n' in text


def failing(verdict, seconds):
    with bench.Wirepost(prefix=["fiu-run", "-x"]) as wirepost:
        wirepost.start()
        crowd = bench.Crowd(wirepost.address, 20, interval=0.05).start()
        bench.until(lambda: crowd.acked >= 100, "acknowledgements before the failure")
        device = wirepost.get("/api/connections?limit=1").json()["items"][0]["deviceId"]
        # The first message is sent before the fault is known: it is written to the device, and cannot be kept.
        crowd.settle()
        before = crowd.acked
        syncs(wirepost, "enable name=posix/io/sync/fsync,failinfo=5", "enable name=posix/io/sync/fdatasync,failinfo=5")
        began = time.monotonic()
        first = send(wirepost, device)
        crowd.resume()
        bench.until(lambda: not wirepost.is_ready(), "/readyz is down")
        noticed = time.monotonic() - began
        answers = [first]
        while time.monotonic() - began < seconds:
            answers.append(send(wirepost, device))
            answers.append(send(wirepost, device, expiresIn="10m"))
            time.sleep(1)
        acked = crowd.acked - before
        health = wirepost.get("/actuator/health")
        reads = wirepost.get("/api/messages?limit=1").status
        syncs(wirepost, "disable name=posix/io/sync/fsync", "disable name=posix/io/sync/fdatasync")
        healed = time.monotonic()
        try:
            bench.until(wirepost.is_ready, "/readyz is up again", 60)
            bench.until(lambda: crowd.acked > before, "acknowledgements again", 60)
        except TimeoutError as ex:
            verdict.note(str(ex))
        recovery = time.monotonic() - healed
        recovered = wirepost.is_ready() and crowd.acked > before
        after = send(wirepost, device)
        settled = crowd.settle(60)
        crowd.stop()
        reckoning = bench.reckon(crowd, wirepost.texts())
        alive = wirepost.is_alive()
        alarms = wirepost.logged().count("Messages cannot be written")
    verdict.row(part="libfiu", **reckoning.columns(), noticed=f"{noticed:.1f} s", recovered=f"{recovery:.1f} s")
    verdict.holds("No device is told OK while syncs fail", acked == 0, f"{acked} were")
    refused = [answer for answer in answers if answer.status == 503 and answer.headers.get("Retry-After")]
    verdict.holds("Every send while syncs fail is answered with 503 and Retry-After", len(refused) == len(answers),
                  f"{len(refused)} of {len(answers)}; the first {first}")
    verdict.holds("/actuator/health is 503 meanwhile", health.status == 503, health.status)
    verdict.holds("GET /api/messages is answered meanwhile", reads == 200, reads)
    verdict.holds("The log says it, once", alarms == 1, f"{alarms} times")
    verdict.holds("It recovers by itself", alive and recovered, f"{recovery:.1f} s after the last failure")
    verdict.holds("A send is answered with 200 again", after.status == 200, after)
    verdict.holds("Every line is acknowledged in the end", settled, f"{crowd.unacked} are not")
    verdict.holds("No line is lost", reckoning.lost == 0, f"{reckoning.lost} lost")
    verdict.holds("No line is there twice", reckoning.duplicated == 0, f"{reckoning.duplicated} are")


def send(wirepost, device, **options):
    return wirepost.post(f"/api/devices/{device}/messages", {"text": "PING", **options})


def syncs(wirepost, *commands):
    for command in commands:
        subprocess.run(["fiu-ctrl", "-c", command, str(wirepost.pid)], check=True, capture_output=True)


if __name__ == "__main__":
    bench.run(main)
