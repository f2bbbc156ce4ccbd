#!/usr/bin/env python3
"""Peers that vanish without closing are closed within the idle limit, and no send to them is reported as answered.

Fifty devices dial in from a network namespace of their own, say lines and answer what they are sent. Then iptables
drops every packet there, as a cut cable does: no FIN, no RST. From then on messages are sent to them, with and
without awaiting an answer. Each of their connections has to be gone within the idle limit; no delivery to them may
ever be REPLIED, and what was WRITTEN stays WRITTEN: it says that the bytes were handed to the socket, no more. Ten
other devices notice nothing. Then the packets pass again, and the devices come back: what they say now answers none
of the old requests.

    bench/faults/half_open.py [--devices 50] [--idle 20]

Needs root, iptables and iproute2 (Debian); everything happens in network namespaces that go with the process.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import subprocess
import sys
import time

import bench

HERE, THERE = "10.77.0.1", "10.77.0.2"

TOKEN = "half-open"

# What a loaded machine may take for what is due at once.
LATE = 5


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--devices", type=int, default=50)
    options.add_argument("--idle", type=int, default=20, help="seconds")
    options.add_argument("--there", type=int, help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.there:
        there(options.there, options.devices)
        return None
    bench.need_root("to make network namespaces")
    bench.need(iptables="iptables", ip="iproute2", unshare="util-linux", nsenter="util-linux")
    if "BENCH_NET" not in os.environ:
        os.environ["BENCH_NET"] = "own"
        os.execvp("unshare", ["unshare", "--net", sys.executable, *sys.argv])
    verdict = bench.Verdict(f"{options.devices} peers vanish; the idle limit is {options.idle} s")
    far = subprocess.Popen(["unshare", "--net", "--kill-child", "cat"], stdin=subprocess.PIPE)
    try:
        network(far.pid)
        tried(verdict, options, far.pid)
    finally:
        far.stdin.close()
        far.wait()
    return verdict


def network(far):
    """A cable between this namespace and the far one."""
    bench.until(lambda: os.readlink(f"/proc/{far}/ns/net") != os.readlink("/proc/self/ns/net"), "the far namespace")
    for command in (f"ip link set lo up", f"ip link add near type veth peer name far netns {far}",
                    f"ip addr add {HERE}/24 dev near", "ip link set near up"):
        subprocess.run(command.split(), check=True)
    for command in (f"ip addr add {THERE}/24 dev far", "ip link set far up"):
        over_there(far, command)


def over_there(far, command):
    subprocess.run(["nsenter", f"--net=/proc/{far}/ns/net", *command.split()], check=True)


def there(port, count):
    """The devices, in the far namespace, until standard input ends; then says what they know."""
    crowd = bench.Crowd(lambda: (HERE, port), count, interval=1.0, hello="HELLO {name}\n", name="far", answer=b"PONG")
    crowd.start()
    sys.stdin.read()
    settled = crowd.settle(60)
    crowd.stop()
    print(json.dumps({"devices": crowd.told(), "settled": settled, "connects": crowd.connects}))


def tried(verdict, options, far):
    settings = {
        "wirepost.security.tokens.bench.sha256": hashlib.sha256(TOKEN.encode()).hexdigest(),
        "wirepost.security.tokens.bench.scopes": "admin",
        "wirepost.listeners.default.bind": HERE,
        "wirepost.listeners.default.identify.by": "first-frame",
        "wirepost.listeners.default.identify.pattern": r"^HELLO (?<id>\S+)",
        "wirepost.listeners.default.identify.consume": "true",
        "wirepost.listeners.default.timeouts.idle": f"{options.idle}s",
        "wirepost.listeners.near.port": "0",
        "wirepost.listeners.near.acknowledge.text": "OK",
    }
    with bench.Wirepost(settings, token=TOKEN) as wirepost:
        wirepost.start()
        near = bench.Crowd(lambda: wirepost.address("near"), 10, interval=0.2, name="near").start()
        _, port = wirepost.address()
        peers = subprocess.Popen(["nsenter", f"--net=/proc/{far}/ns/net", sys.executable, __file__, "--there",
                                  str(port), "--devices", str(options.devices)],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        names = [f"far{number}" for number in range(options.devices)]
        bench.until(lambda: len(open_now(wirepost)) == options.devices, "all are connected")
        time.sleep(3)
        first = wirepost.post(f"/api/devices/{names[0]}/messages", {"text": "PING", "awaitReply": "30s"})
        verdict.holds("A device answers before", first.status == 200 and first.json()["status"] == "REPLIED", first)
        descriptors = wirepost.descriptors()

        print("  packets are dropped:", flush=True)
        over_there(far, "iptables -A INPUT -j DROP")
        over_there(far, "iptables -A OUTPUT -j DROP")
        cut = time.monotonic()
        # The old connections: devices that reconnect have new ones.
        old = open_now(wirepost)
        with concurrent.futures.ThreadPoolExecutor(2 * options.devices) as callers:
            asked = [callers.submit(send, wirepost, name, awaitReply=wait)
                     for name, wait in zip(names, [None, "5s", "60s"] * options.devices)]
            gone = watch(wirepost, old, cut, options.idle + 60)
            print("  packets pass again:", flush=True)
            over_there(far, "iptables -F")
            healed = time.monotonic()
            bench.until(lambda: len(open_now(wirepost)) == options.devices, "all are back")
            back = time.monotonic() - healed
            answers = [one.result() for one in asked]
        # Their answers to what reached them late, if any did, are there by now.
        time.sleep(3)
        again = [send(wirepost, name, awaitReply="30s") for name in names[:10]]
        out, _ = peers.communicate("")
        told = json.loads(out)
        settled = near.settle() and told["settled"]
        near.stop()
        reckoning = bench.reckon([near, bench.Told(told["devices"])], wirepost.texts())
        kinds = collections.Counter(kind(answer) for answer in answers)
        ids = {answer.json().get("id") or answer.json().get("deliveryId") for answer in answers}
        ends = collections.Counter(wirepost.get(f"/api/deliveries/{one}").json()["status"] for one in ids if one)
        left = wirepost.descriptors() - descriptors
    longest = max(gone.values(), default=0)
    verdict.row(**reckoning.columns(), closed=f"{len(gone)} of {len(old)}", longest=f"{longest:.1f} s",
                ends=", ".join(f"{name} {count}" for name, count in sorted(ends.items())), back=f"{back:.1f} s")
    verdict.note(f"answers to callers: {dict(kinds)}")
    verdict.holds("All are closed within the idle limit", len(gone) == len(old) and longest <= options.idle + LATE,
                  f"{len(gone)} of {len(old)}, the last after {longest:.1f} s")
    verdict.holds("No caller is told that a vanished device replied", not any("REPLIED" in name for name in kinds))
    verdict.holds("No delivery to a vanished device says REPLIED, then or later", ends["REPLIED"] == 0,
                  ends["REPLIED"])
    verdict.holds("A caller who awaited an answer gets 504", not any(
        answer.status == 200 and wait for answer, wait in zip(answers, [None, "5s", "60s"] * options.devices)))
    verdict.holds("No caller gets a fault of the program", not any(answer.status == 500 for answer in answers))
    verdict.holds("A device that is back answers what it is asked then", all(
        answer.status == 200 and answer.json()["status"] == "REPLIED" for answer in again), again[0])
    verdict.holds("The other devices notice nothing", near.cut == 0, f"{near.cut} cut off")
    verdict.holds("Every line is acknowledged in the end", settled)
    verdict.holds("No acknowledged line is lost", reckoning.lost == 0, f"{reckoning.lost} lost")
    verdict.holds("No descriptor is left over", left <= 5, f"{left:+d}")


def watch(wirepost, old, since, seconds):
    """When each of the connections was gone, in seconds."""
    gone = {}
    while len(gone) < len(old) and time.monotonic() - since < seconds:
        there_now = open_now(wirepost)
        for one in old - there_now - gone.keys():
            gone[one] = time.monotonic() - since
        time.sleep(0.1)
    return gone


def open_now(wirepost):
    return {one["id"] for one in wirepost.all("/api/connections", listener="default")}


def send(wirepost, device, awaitReply=None):
    body = {"text": "PING"} if awaitReply is None else {"text": "PING", "awaitReply": awaitReply}
    return wirepost.post(f"/api/devices/{device}/messages", body, seconds=120)


def kind(answer):
    body = answer.json()
    return f"{answer.status} {body.get('status') if answer.status == 200 else body['type'].rpartition(':')[2]}"


if __name__ == "__main__":
    bench.run(main)
