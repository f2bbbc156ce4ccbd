#!/usr/bin/env python3
"""Certificates are replaced under a thousand live TLS connections, and a thousand handshakes hang: no device is affected.

First, a thousand devices are connected by TLS and say a line each. The files of the certificate are replaced: a new
handshake has to get the new one, and each of the thousand has to be there still and say another line. Then, several
times, a thousand connections are opened that never finish their handshake: half of them say nothing, half send the
first half of a ClientHello. They have to be gone after the deadline (timeouts.first-frame), with their memory, their
descriptors and no threads; meanwhile honest devices, and new handshakes, are served.

    bench/faults/handshakes.py [--devices 1000] [--half 1000] [--rounds 4] [--honest 50]
"""

import argparse
import os
import resource
import socket
import ssl
import subprocess
import time
from pathlib import Path

import bench
import beside

DEADLINE = 5  # seconds


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--devices", type=int, default=1000)
    options.add_argument("--half", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=4)
    options.add_argument("--honest", type=int, default=50)
    options = options.parse_args()
    bench.need(openssl="openssl")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    verdict = bench.Verdict(f"{options.devices} live TLS connections, {options.half} handshakes that hang")
    with beside.wirepost(beside.SETTINGS) as wirepost:
        certificate(wirepost.home, "old")
        files = "spring.ssl.bundle.pem.devices"
        wirepost.settings.update({
            f"{files}.reload-on-update": "true",
            f"{files}.keystore.certificate": f"file:{wirepost.home}/live/cert.pem",
            f"{files}.keystore.private-key": f"file:{wirepost.home}/live/key.pem",
            "spring.ssl.bundle.watch.file.quiet-period": "1s",
            "wirepost.listeners.tls.port": "0",
            "wirepost.listeners.tls.tls.bundle": "devices",
            "wirepost.listeners.tls.acknowledge.text": "OK",
            "wirepost.listeners.tls.timeouts.first-frame": f"{DEADLINE}s",
        })
        wirepost.start()
        honest = beside.Honest(wirepost, options.honest)
        reload(verdict, wirepost, options.devices)
        hanging(verdict, wirepost, options, honest)
    return verdict


def certificate(home, name):
    """A new one, in place of the one that is there in one step, by links as those of a Secret in Kubernetes."""
    live = Path(home) / "live"
    folder = live / f"..{name}"
    folder.mkdir(parents=True)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-days", "3650",
                    "-subj", f"/CN={name}"], check=True, capture_output=True)
    os.symlink(folder.name, live / "..data_tmp")
    os.replace(live / "..data_tmp", live / "..data")
    for file in ("key.pem", "cert.pem"):
        if not (live / file).is_symlink():
            os.symlink(f"..data/{file}", live / file)
    return (folder / "cert.pem").read_text()


def handshake(wirepost):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(wirepost.address("tls"), timeout=60))


def says(device, line):
    """Whether a line is acknowledged."""
    try:
        device.sendall(line)
        return device.recv(16) == b"OK\n"
    except OSError:
        return False


def seen(device):
    return ssl.DER_cert_to_PEM_cert(device.getpeercert(True)).strip()


def reload(verdict, wirepost, count):
    devices = [handshake(wirepost) for _ in range(count)]
    before = sum(says(device, b"before\n") for device in devices)
    fresh = certificate(wirepost.home, "new").strip()

    def is_new():
        with handshake(wirepost) as device:
            return seen(device) == fresh
    began = time.monotonic()
    bench.until(is_new, "a new handshake gets the new certificate")
    took = time.monotonic() - began
    after = sum(says(device, b"after\n") for device in devices)
    verdict.row(acked=before + after, took=f"{took:.1f} s until the new certificate")
    verdict.holds("All devices were connected", before == count, f"{before} of {count}")
    verdict.holds("None was dropped when the certificate was replaced", after == count, f"{after} of {count}")
    for device in devices:
        device.close()


def threads(wirepost):
    return len(os.listdir(f"/proc/{wirepost.pid}/task"))


def hanging(verdict, wirepost, options, honest):
    bench.until(lambda: opened(wirepost) == 0, "the devices are gone")
    descriptors, running = wirepost.descriptors(), threads(wirepost)
    served, gone = 0, 0
    honest.taken()
    with beside.Memory(wirepost) as memory:
        for _ in range(options.rounds):
            half = [socket.create_connection(wirepost.address("tls")) for _ in range(options.half)]
            for one in half[::2]:
                one.sendall(bytes.fromhex("1603010200010001fc0303") + b"\0" * 200)
            with handshake(wirepost) as device:
                served += says(device, b"meanwhile\n")
            for one in half:
                one.settimeout(6 * DEADLINE)
                gone += ended(one)
                one.close()
            bench.until(lambda: opened(wirepost) == 0, "they are gone")
        time.sleep(5)
    median, p99 = honest.taken()
    honest.end(verdict, p99=bench.milliseconds(p99), **memory.columns())
    verdict.holds("Each handshake that hangs is ended at the deadline", gone == options.rounds * options.half,
                  f"{gone} of {options.rounds * options.half}")
    verdict.holds("New handshakes are served meanwhile", served == options.rounds, f"{served} of {options.rounds}")
    verdict.holds("Their descriptors are back", wirepost.descriptors() <= descriptors + 10,
                  f"{descriptors}, then {wirepost.descriptors()}")
    verdict.holds("There are no more threads", threads(wirepost) <= running + 8,
                  f"{running}, then {threads(wirepost)}")
    memory.say(verdict)


def ended(connection):
    """Whether the other end closes it, perhaps with an alert."""
    try:
        while connection.recv(4096):
            pass
        return True
    except socket.timeout:
        return False
    except OSError:
        return True


def opened(wirepost):
    return wirepost.get("/api/listeners/tls").json()["connections"]


if __name__ == "__main__":
    bench.run(main)
