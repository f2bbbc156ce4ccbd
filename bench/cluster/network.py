"""A network of its own for each replica, so that it can be cut off from the others, from PostgreSQL, or from all.

Nothing here is a script. Needs root and ip(8); everything is in namespaces and goes with the object.

    with network.Network(3) as net:
        net.cut(0, "database")      # packets vanish, connections stay open: as when a switch dies
        net.heal(0)
"""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "faults"))

import bench  # noqa: E402

# The benchmark's own ends: devices and callers come from FRONT, PostgreSQL is at DATABASE.
FRONT, DATABASE, RANGE = "10.99.87.1", "10.99.87.2", "10.99.87.0/24"


def is_possible():
    return os.geteuid() == 0 and bench.shutil.which("ip") is not None


class Network:
    """A bridge, and behind it a namespace for each replica."""

    def __init__(self, count):
        bench.need(ip="iproute2")
        bench.need_root("replicas are cut off in network namespaces")
        self.count = count
        self.tag = f"wp{os.getpid() % 100_000}"
        self.hosts = [f"10.99.87.{11 + number}" for number in range(count)]

    def __enter__(self):
        taken = subprocess.run(["ip", "-br", "addr", "show", "to", FRONT], check=True, capture_output=True, text=True)
        if taken.stdout:
            raise bench.NotNow(f"Another run has {FRONT}, or was killed and has left it behind: ip link del "
                               f"{taken.stdout.split()[0]}")
        ip("link", "add", self.tag, "type", "bridge")
        for address in (FRONT, DATABASE):
            ip("addr", "add", f"{address}/24", "dev", self.tag)
        ip("link", "set", self.tag, "up")
        for number, host in enumerate(self.hosts):
            name, outer = self.namespace(number), self.outer(number)
            ip("netns", "add", name)
            ip("link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", outer, "master", self.tag, "up")
            ip("-n", name, "addr", "add", f"{host}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "lo", "up")
            ip("-n", name, "link", "set", "eth0", "up")
        return self

    def __exit__(self, *_):
        for number in range(self.count):
            ip("netns", "del", self.namespace(number), check=False)
        ip("link", "del", self.tag, check=False)

    def namespace(self, number):
        return f"{self.tag}-{number}"

    def outer(self, number):
        return f"{self.tag}v{number}"

    def prefix(self, number):
        """What runs a command in a replica's network."""
        return ["ip", "netns", "exec", self.namespace(number)]

    def cut(self, number, what):
        """what: all, database, or replicas (the others)."""
        if what == "all":
            ip("link", "set", self.outer(number), "down")
            return
        gone = [DATABASE] if what == "database" else [host for host in self.hosts if host != self.hosts[number]]
        for host in gone:
            ip("-n", self.namespace(number), "route", "add", "blackhole", f"{host}/32")

    def heal(self, number):
        """Packets pass again."""
        ip("link", "set", self.outer(number), "up")
        ip("-n", self.namespace(number), "route", "flush", "type", "blackhole", check=False)


def ip(*arguments, check=True):
    subprocess.run(["ip", *arguments], check=check, stdout=subprocess.DEVNULL,
                   stderr=None if check else subprocess.DEVNULL)
