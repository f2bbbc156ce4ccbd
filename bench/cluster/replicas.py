"""What the scenarios share: replicas behind HAProxy on one PostgreSQL, and a fleet of devices that echo.

Nothing here is a script. Python 3.9 or newer, its standard library alone; HAProxy and PostgreSQL of Debian.

    with replicas.Replicas(3) as all:
        fleet = replicas.Fleet(all.devices_at, 300).start()
        answer = all.send(0, "d-7", "PING", "5s")
"""

import collections
import hashlib
import http.client
import json
import os
import random
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "faults"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import bench  # noqa: E402
import network  # noqa: E402

# Replicas that are not on loopback need credentials; these are of no worth, as they end with the run.
TOKEN = "of-this-bench-alone"

SETTINGS = {
    "wirepost.cluster.enabled": "true",
    "wirepost.cluster.secret": "what all replicas of this bench know",
    "wirepost.journal.engine": "postgres",
    "spring.datasource.hikari.maximum-pool-size": "10",
    "wirepost.drain-delay": "2s",
    "wirepost.drain": "3s",
    "wirepost.listeners.default.identify.by": "first-frame",
    "wirepost.listeners.default.identify.pattern": r"^HELLO (?<id>\S+)",
    "wirepost.listeners.default.identify.consume": "true",
    "wirepost.listeners.default.reply.match": "pattern",
    "wirepost.listeners.default.reply.request": r"^(?<token>[0-9a-f-]+) ",
    "wirepost.listeners.default.reply.reply": r"^ECHO (?<token>[0-9a-f-]+) ",
    "server.tomcat.threads.max": "60",
    "wirepost.security.tokens.bench.sha256": hashlib.sha256(TOKEN.encode()).hexdigest(),
    "wirepost.security.tokens.bench.scopes": "admin",
}

HAPROXY = """
global
  maxconn 4000
defaults
  timeout connect 2s
  timeout client 10m
  timeout server 10m
frontend devices
  mode tcp
  bind 127.0.0.1:{devices}
  default_backend listeners
backend listeners
  mode tcp
  balance leastconn
  option redispatch
  retries 3
  option httpchk GET /readyz
  http-check send hdr Host localhost
  default-server check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
{listeners}
frontend callers
  mode http
  bind 127.0.0.1:{callers}
  default_backend http
backend http
  mode http
  balance roundrobin
  option redispatch
  retries 3
  retry-on conn-failure
  option httpchk GET /readyz
  http-check send hdr Host localhost
  http-request set-header Host localhost
  default-server check inter 500ms fall 2 rise 1
{https}
"""


class Replicas:
    """Replicas on fixed ports, so that one that is started again has its place behind HAProxy.

    count     how many
    settings  properties of all, laid over SETTINGS
    java      options of each JVM
    cuttable  whether each has a network of its own, so that cut() is possible; needs root
    """

    def __init__(self, count, settings=None, java=("-Xmx256m",), cuttable=False):
        bench.need(haproxy="haproxy")
        self.network = network.Network(count) if cuttable else None
        self.hosts = self.network.hosts if cuttable else ["127.0.0.1"] * count
        self.home = Path(tempfile.mkdtemp(prefix="wirepost-replicas-"))
        self.postgres = bench.Postgres(self.home, ["max_connections=200"] + (["listen_addresses=*"] if cuttable else []))
        self.devices_at = ("127.0.0.1", bench.free_port())
        self.callers_at = bench.free_port()
        self.count = count
        self.ports = [{name: bench.free_port() for name in ("http", "devices", "hops")} for _ in range(count)]
        self.all = []
        self.more = settings or {}
        self.java = java
        self.haproxy = None
        self._supervised = None
        self._paused = set()

    def __enter__(self):
        try:
            return self._begin()
        except BaseException:
            # Nothing of it outlives the script, neither processes nor networks.
            self.__exit__()
            raise

    def _begin(self):
        self.postgres.__enter__()
        if self.network:
            self.network.__enter__()
            with open(self.postgres.data / "pg_hba.conf", "a") as rules:
                rules.write(f"host all all {network.RANGE} trust\n")
            self.postgres.stop()
            self.postgres.start()
        for number, ports in enumerate(self.ports):
            host = self.hosts[number]
            self.all.append(bench.Wirepost({
                **SETTINGS, **self.more, "server.address": host, "wirepost.listeners.default.bind": host,
                "server.port": str(ports["http"]), "wirepost.listeners.default.port": str(ports["devices"]),
                "wirepost.cluster.address": f"{host}:{ports['hops']}", "wirepost.cluster.id": f"r{number}",
                "spring.datasource.url": self._database()}, java=self.java, token=TOKEN,
                prefix=self.network.prefix(number) if self.network else ()))
        for one in self.all:
            one.start()
        self.await_up()
        self._proxy()
        return self

    def __exit__(self, *_):
        if self._supervised:
            self._supervised.set()
        if self.haproxy:
            self.haproxy.kill()
        for number, one in enumerate(self.all):
            if number in self._paused:
                self.resume(number)
            one.close()
        try:
            self.postgres.__exit__()
        except subprocess.CalledProcessError:
            pass  # a scenario has stopped it
        if self.network:
            self.network.__exit__()

    def _database(self):
        return self.postgres.url.replace("127.0.0.1", network.DATABASE) if self.network else self.postgres.url

    def _proxy(self):
        def servers(port):
            return "\n".join(f"  server r{number} {self.hosts[number]}:{ports[port]} port {ports['http']}"
                             for number, ports in enumerate(self.ports))
        config = self.home / "haproxy.cfg"
        config.write_text(HAPROXY.format(devices=self.devices_at[1], callers=self.callers_at,
                                         listeners=servers("devices"), https=servers("http")))
        self.haproxy = subprocess.Popen(["haproxy", "-db", "-f", str(config)], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def await_up(self, count=None):
        """Waits until each replica that is up knows so many."""
        wanted = count or self.count
        for one in self.all:
            if one.is_alive():
                bench.until(lambda: sum(r["state"] == "UP" for r in one.get("/api/replicas").json()["items"]) >= wanted,
                            f"{wanted} replicas are up")

    def supervise(self):
        """From now on a replica that has ended by itself is started again."""
        self._supervised = threading.Event()

        def watch():
            while not self._supervised.wait(0.2):
                for number, one in enumerate(self.all):
                    if one.process is not None and one.process.poll() is not None and number not in self._paused:
                        one.launch()
                        # Known without waiting for it; what runs it in its network becomes it.
                        one.port, one.pid = self.ports[number]["http"], one.process.pid
        threading.Thread(target=watch, daemon=True).start()

    def kill(self, number):
        self.all[number].kill()

    def start(self, number):
        self.all[number].start()

    def pause(self, number):
        self._paused.add(number)
        os.kill(self.all[number].pid, signal.SIGSTOP)

    def resume(self, number):
        os.kill(self.all[number].pid, signal.SIGCONT)
        self._paused.discard(number)

    def cut(self, number, what):
        """Packets of a replica vanish: all of them, those from and to the database, or to the other replicas."""
        self.network.cut(number, what)

    def heal(self, number):
        self.network.heal(number)

    def http_ports(self):
        """Where each takes requests: (host, port)."""
        return [(host, ports["http"]) for host, ports in zip(self.hosts, self.ports)]


class Caller:
    """Sends requests on one kept connection, to one port at a time. For one thread."""

    def __init__(self, port):
        """port: of this machine, or (host, port)."""
        self.host, self.port = port if isinstance(port, tuple) else ("127.0.0.1", port)
        self.connection = None

    def request(self, method, path, body=None, headers=None, seconds=60):
        """(status, headers, JSON or None). Raises OSError or HTTPException if the connection breaks."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, self.port, timeout=seconds)
        try:
            data = json.dumps(body).encode() if body is not None else None
            self.connection.request(method, path, data, {
                "Authorization": f"Bearer {TOKEN}", **({"Content-Type": "application/json"} if data else {}),
                **(headers or {})})
            answer = self.connection.getresponse()
            read = answer.read()
            return answer.status, answer.headers, json.loads(read) if read else None
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None


class Fleet:
    """Devices in one thread: each says who it is, echoes what it hears, and comes back when its connection ends.

    chatter  seconds between two lines that a device says by itself; each has a number and waits for its OK
    """

    def __init__(self, address, count, chatter=None, prefix="d", seed=1):
        self.address = address
        self.names = [f"{prefix}-{number}" for number in range(count)]
        self.chatter = chatter
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.heard = collections.defaultdict(list)   # payload -> [(device, connection number, time)]
        self.connects = 0
        self.said = collections.Counter()
        self.acknowledged = {name: set() for name in self.names}
        self.connected = {}                           # name -> local port
        self.order_faults = []
        self._stop = False
        self._thread = None
        self._muted = False

    def start(self, wait=True):
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        if wait:
            bench.until(lambda: len(self.connected) == len(self.names), "all devices are connected")
        return self

    def stop(self):
        self._stop = True
        self._thread.join(30)

    def mute(self):
        """No device says anything by itself any more."""
        self._muted = True

    def _run(self):
        selector = selectors.DefaultSelector()
        due = [(time.monotonic() + self.random.random() * 0.5, name) for name in self.names]
        state = {}
        numbers = collections.Counter()
        talk = {}
        while not self._stop:
            now = time.monotonic()
            for at, name in list(due):
                if at <= now:
                    due.remove((at, name))
                    try:
                        sock = socket.create_connection(self.address, 2)
                        sock.sendall(f"HELLO {name}\n".encode())
                        sock.setblocking(False)
                    except OSError:
                        due.append((now + 0.2 + self.random.random() * 0.3, name))
                        continue
                    self.connects += 1
                    state[name] = {"socket": sock, "in": b"", "out": b"", "waiting": collections.deque(),
                                   "number": self.connects}
                    with self.lock:
                        self.connected[name] = sock.getsockname()[1]
                    selector.register(sock, selectors.EVENT_READ, name)
                    talk[name] = now + (self.chatter or 0) * self.random.random()
            if self.chatter and not self._muted:
                for name, at in list(talk.items()):
                    if at <= now and name in state and len(state[name]["waiting"]) < 5:
                        number = numbers[name]
                        numbers[name] += 1
                        self.said[name] += 1
                        talk[name] = now + self.chatter
                        self._say(state[name], f"{name} line {number}", number)
            for key, _ in selector.select(0.02):
                name = key.data
                if not self._read(name, state[name]):
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
                    del state[name]
                    with self.lock:
                        self.connected.pop(name, None)
                    due.append((time.monotonic() + 0.05 + self.random.random() * 0.3, name))
            for name, one in list(state.items()):
                if one["out"]:
                    try:
                        sent = one["socket"].send(one["out"])
                        one["out"] = one["out"][sent:]
                    except BlockingIOError:
                        pass
                    except OSError:
                        one["out"] = b""
        for one in state.values():
            one["socket"].close()

    @staticmethod
    def _say(one, line, number):
        one["out"] += line.encode() + b"\n"
        one["waiting"].append(number)

    def _read(self, name, one):
        try:
            data = one["socket"].recv(65536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not data:
            return False
        *lines, one["in"] = (one["in"] + data).split(b"\n")
        for line in lines:
            text = line.decode()
            if text == "OK":
                number = one["waiting"].popleft()
                if number is not None:
                    self.acknowledged[name].add(number)
            else:
                with self.lock:
                    self.heard[text].append((name, one["number"], time.monotonic()))
                self._say(one, f"ECHO {text}", None)
        return True


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
