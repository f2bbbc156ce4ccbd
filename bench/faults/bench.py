"""What the fault scripts share: Wirepost as a process, crowds of devices, and the reckoning.

Nothing here is a script. Python 3.9 or newer, its standard library alone.

    with bench.Wirepost() as wirepost:
        wirepost.start()
        crowd = bench.Crowd(wirepost.address, devices=50).start()
        ...
        crowd.stop()
        reckoning = bench.reckon(crowd, wirepost.texts())

BENCH_JAVA names another java, BENCH_JAR another jar, BENCH_KEEP=1 keeps the data and the log of each process.
"""

import base64
import collections
import heapq
import http.client
import itertools
import json
import os
import random
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

JAR = Path(os.environ.get("BENCH_JAR", ROOT / "target" / "wirepost.jar"))

JAVA = os.environ.get("BENCH_JAVA", "java")

# Every port is free, each line is acknowledged once it is durable. What a script gives is laid over it.
SETTINGS = {
    "server.port": "0",
    "wirepost.listeners.default.port": "0",
    "wirepost.listeners.default.acknowledge.text": "OK",
}

FILLING = base64.b64encode(random.Random(1).randbytes(768 * 1024)).decode()

PATIENCE = 120  # seconds; for what happens within a few on a quiet machine


class NotNow(Exception):
    """Something that the script needs is not here. The message is a sentence that says what to do."""


def need(**programs):
    """need(strace="strace") says that the program strace comes with the package strace."""
    missing = sorted({package for program, package in programs.items() if shutil.which(program) is None})
    if missing:
        raise NotNow(f"This needs what is not installed: apt-get install {' '.join(missing)}")


def need_root(why):
    if os.geteuid() != 0:
        raise NotNow(f"This needs root: {why}")


def until(condition, what, seconds=PATIENCE, every=0.05):
    """Waits until the condition is true, and returns what it was. It may fail with an OSError meanwhile."""
    end = time.monotonic() + seconds
    last = None
    while True:
        try:
            found = condition()
            if found:
                return found
        except (OSError, http.client.HTTPException) as ex:
            last = ex
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s" + (f" ({last})" if last else ""))
        time.sleep(every)


class Answer:
    """What HTTP answered: status, headers, body (bytes)."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def text(self):
        return self.body.decode()

    def __repr__(self):
        return f"{self.status} {self.body[:200].decode(errors='replace')}"


class Wirepost:
    """The packaged jar as a process of its own, with a data directory that goes with this object.

    settings  properties, laid over SETTINGS; None takes one away
    java      options of the JVM
    prefix    a command that runs the command behind it, such as ["strace", "-f"]
    env       variables, beside those of this process
    data      a directory that is kept; None makes one
    token     goes with every request, where security is configured
    """

    def __init__(self, settings=None, java=("-Xmx512m",), prefix=(), env=None, data=None, token=None):
        self.settings = {k: v for k, v in {**SETTINGS, **(settings or {})}.items() if v is not None}
        self.java = list(java)
        self.prefix = list(prefix)
        self.env = env or {}
        self.token = token
        self.host = self.settings.get("server.address", "127.0.0.1")
        self.home = Path(tempfile.mkdtemp(prefix="wirepost-bench-"))
        self.data = Path(data) if data else self.home / "data"
        self.log = self.home / "wirepost.log"
        self.process = None
        self.pid = None
        self.port = None
        self._begin = 0
        self._listeners = {}

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.close()

    # --- the process

    def launch(self):
        """Starts it, without waiting for anything."""
        if not JAR.exists():
            raise NotNow(f"{JAR} is not there: ./mvnw -DskipTests package")
        command = self.prefix + [JAVA, *self.java, "-jar", str(JAR), f"--wirepost.data={self.data}"]
        command += [f"--{name}={value}" for name, value in self.settings.items()]
        self.port = None
        self.pid = None
        self._listeners = {}
        self._begin = self.log.stat().st_size if self.log.exists() else 0
        with open(self.log, "ab") as log:
            # In a folder of its own, as config/ of the current one would be read; in a session of its own, as a
            # prefix and what it runs are ended together.
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.home,
                                            env={**os.environ, **self.env}, start_new_session=True)
        return self

    def start(self, seconds=PATIENCE):
        """Starts it and waits until /readyz is up. Returns itself."""
        self.launch()
        self.await_port(seconds)
        until(lambda: self.get("/readyz").status == 200, f"/readyz is up; see {self.log}", seconds)
        return self

    def await_port(self, seconds=PATIENCE):
        """Waits until HTTP answers."""
        def port():
            if self.process.poll() is not None:
                raise RuntimeError(f"Wirepost ended with {self.process.returncode}:\n{self.logged()[-3000:]}")
            found = re.search(r"Wirepost is ready: https?://\S+:(\d+)/", self.logged())
            return found and int(found.group(1))
        self.port = until(port, "Wirepost starts", seconds)
        self.pid = java_below(self.process.pid)

    def address(self, listener="default"):
        """Where devices dial in: (host, port). Raises while it is away."""
        if self.port is None:
            raise ConnectionRefusedError("Wirepost is away")
        if listener not in self._listeners:
            found = self.get(f"/api/listeners/{listener}").json()
            bind = found["bind"]
            self._listeners[listener] = ("127.0.0.1" if bind == "0.0.0.0" else bind, found["port"])
        return self._listeners[listener]

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """As kill -9 does."""
        self.port = None
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def stop(self, seconds=60):
        """As Kubernetes does: SIGTERM. Returns the exit status."""
        self.port = None
        os.kill(self.pid or self.process.pid, signal.SIGTERM)
        return self.process.wait(seconds)

    def close(self):
        self.kill()
        if os.environ.get("BENCH_KEEP"):
            print(f"kept: {self.home}", file=sys.stderr)
        else:
            shutil.rmtree(self.home, ignore_errors=True)

    def logged(self, all=False):
        """What it has said since its last start, or since its first."""
        if not self.log.exists():
            return ""
        with open(self.log, "rb") as log:
            log.seek(0 if all else self._begin)
            return log.read().decode(errors="replace")

    def rss(self):
        """Resident memory in bytes."""
        return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text()).group(1)) * 1024

    def descriptors(self):
        """How many are open."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    # --- HTTP

    def request(self, method, path, body=None, headers=None, seconds=60):
        """One request on a connection of its own. A body that is no bytes goes as JSON."""
        if self.port is None:
            raise ConnectionRefusedError("Wirepost is away")
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        connection = http.client.HTTPConnection(self.host, self.port, timeout=seconds)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, body, **options):
        return self.request("POST", path, body, **options)

    def put(self, path, body, **options):
        return self.request("PUT", path, body, **options)

    def delete(self, path, **options):
        return self.request("DELETE", path, **options)

    def all(self, path, **parameters):
        """Every item of a list, by following next."""
        parameters.setdefault("limit", 500)
        cursor = None
        while True:
            query = dict(parameters, **({"cursor": cursor} if cursor else {}))
            answer = self.get(f"{path}?{urllib.parse.urlencode(query)}")
            if answer.status != 200:
                raise RuntimeError(f"GET {path}: {answer}")
            page = answer.json()
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def messages(self, **parameters):
        """Every inbound message, oldest first."""
        parameters.setdefault("order", "asc")
        parameters.setdefault("direction", "INBOUND")
        return self.all("/api/messages", **parameters)

    def texts(self, **parameters):
        return [message["text"] for message in self.messages(**parameters)]

    def is_ready(self):
        return self.get("/readyz").status == 200

    def metrics(self):
        """{'wirepost_connections{direction="in",…}': 3.0}"""
        found = {}
        for line in self.get("/actuator/prometheus").text().splitlines():
            if line and not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                found[name] = float(value)
        return found

    def metric(self, name, *labels):
        """The sum of all that have this name and these labels, such as 'reason="connections"'."""
        return sum(value for key, value in self.metrics().items()
                   if key.split("{", 1)[0] == name and all(label in key for label in labels))


def java_below(pid):
    """The process id of the java that a prefix has started, or of the process itself."""
    children = collections.defaultdict(list)
    names = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                name, rest = re.match(r"\d+ \((.*)\) \S (.*)", (entry / "stat").read_text(), re.S).groups()
            except (OSError, AttributeError):
                continue
            names[int(entry.name)] = name
            children[int(rest.split()[0])].append(int(entry.name))
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        if names.get(one) == "java":
            return one
        waiting += children[one]
    return pid


class Device:
    """One device of a crowd. What it says is NAME-NUMBER, counting up from 0."""

    def __init__(self, name):
        self.name = name
        self.socket = None
        self.out = b""
        self.rest = b""
        self.next = 0
        self.acked = 0
        # Numbers that were sent on this connection and not acknowledged, with the time of sending.
        self.waiting = collections.deque()
        self.again = collections.deque()  # numbers to send again, as they were not acknowledged
        self.interest = 0
        self.due = False


class Crowd:
    """Devices in one thread, each of which says its lines one by one and counts what is acknowledged.

    address    returns (host, port), asked before each connection; an OSError means: later
    devices    how many
    interval   seconds between two lines of a device; 0 says the next as soon as the window allows it
    window     how many lines of a device may be without acknowledgement
    reconnect  whether a device comes back when it is cut off, and says again what was not acknowledged
    hello      what a device says first on each connection, without an acknowledgement; {name} is its name
    size       bytes of a line, filled up behind a space and an x with letters that no compression makes shorter
    name       of the crowd, the beginning of its devices' names
    answer     what a device says, as a line, to a line that is no acknowledgement; it is not counted
    """

    def __init__(self, address, devices, interval=0.0, window=1, reconnect=True, hello=None, size=0, name="d",
                 acknowledgement=b"OK", answer=None):
        self.address = address
        self.interval = interval
        self.window = window
        self.reconnect = reconnect
        self.hello = hello
        self.size = size
        self.acknowledgement = acknowledgement
        self.answer = answer
        self.devices = [Device(f"{name}{index}") for index in range(devices)]
        self.latencies = []  # seconds from a line to its acknowledgement, since they were last taken
        self.cut = 0  # connections that ended without being asked to
        self.connects = 0
        self.heard = collections.Counter()  # lines that are no acknowledgement
        self._selector = selectors.DefaultSelector()
        self._timers = []
        self._order = itertools.count()
        self._quiet = False
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="crowd", daemon=True)
        self._failure = None

    # --- for the script's thread

    def start(self):
        self._thread.start()
        return self

    @property
    def acked(self):
        return sum(device.acked for device in self.devices)

    @property
    def sent(self):
        """Lines, each counted once however often it was said."""
        return sum(device.next for device in self.devices)

    @property
    def connected(self):
        return sum(device.socket is not None for device in self.devices)

    @property
    def unacked(self):
        return sum(len(device.waiting) + len(device.again) for device in self.devices)

    def take_latencies(self):
        taken, self.latencies = self.latencies, []
        return taken

    def hush(self):
        """No new lines, until resume(); what was said and is not acknowledged is still said again."""
        self._quiet = True

    def settle(self, seconds=PATIENCE):
        """No new lines; waits until every line is acknowledged. Returns whether they were."""
        self.hush()
        try:
            until(lambda: self._failure or not self.unacked, "acknowledgements", seconds)
            return not self.unacked
        except TimeoutError:
            return False

    def resume(self):
        """New lines again."""
        self._quiet = False

    def stop(self):
        """Hangs up."""
        self._ending = True
        self._thread.join()
        if self._failure:
            raise self._failure
        return self

    def told(self):
        """What reckon() needs of it, to be handed to another process as JSON."""
        return [{"name": device.name, "next": device.next, "acked": device.acked,
                 "waiting": [number for number, _ in device.waiting if number is not None] + list(device.again)}
                for device in self.devices]

    # --- in the crowd's thread

    def _run(self):
        try:
            for index, device in enumerate(self.devices):
                # Spread, so that a crowd with an interval does not speak in chorus.
                self._at(time.monotonic() + self.interval * index / len(self.devices), self._dial, device)
            while not self._ending:
                now = time.monotonic()
                while self._timers and self._timers[0][0] <= now:
                    _, _, action, device = heapq.heappop(self._timers)
                    action(device)
                wait = min(0.1, max(0.0, self._timers[0][0] - now)) if self._timers else 0.1
                for key, events in self._selector.select(wait):
                    self._ready(key.data, events)
            for device in self.devices:
                self._hang_up(device)
            self._selector.close()
        except Exception as ex:  # told to the script by stop() and settle()
            self._failure = ex

    def _at(self, when, action, device):
        heapq.heappush(self._timers, (when, next(self._order), action, device))

    def _dial(self, device):
        try:
            host, port = self.address()
        except OSError:
            self._at(time.monotonic() + 0.2, self._dial, device)
            return
        device.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        device.socket.setblocking(False)
        device.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            device.socket.connect((host, port))
        except BlockingIOError:
            pass
        except OSError:
            self._lost(device)
            return
        self.connects += 1
        device.rest = b""
        device.out = self.hello.format(name=device.name).encode() if self.hello else b""
        device.interest = 0
        self._watch(device, selectors.EVENT_WRITE)
        device.due = True

    def _watch(self, device, interest):
        if interest == device.interest:
            return
        if device.interest:
            self._selector.modify(device.socket, interest, device)
        else:
            self._selector.register(device.socket, interest, device)
        device.interest = interest

    def _ready(self, device, events):
        try:
            if events & selectors.EVENT_READ:
                self._hear(device)
            if device.socket is not None:
                self._speak(device)
        except BlockingIOError:
            pass
        except OSError:
            self._lost(device)

    def _hear(self, device):
        data = device.socket.recv(65536)
        if not data:
            self._lost(device)
            return
        *lines, device.rest = (device.rest + data).split(b"\n")
        now = time.monotonic()
        for line in lines:
            if line.rstrip(b"\r") != self.acknowledgement:
                self.heard[line.decode(errors="replace")[:60]] += 1
                if self.answer:
                    device.out += self.answer + b"\n"
                    # It is a line too, whose acknowledgement comes in its turn.
                    device.waiting.append((None, now))
            elif device.waiting:
                number, since = device.waiting.popleft()
                if number is None:
                    continue
                device.acked += 1
                self.latencies.append(now - since)

    def _speak(self, device):
        now = time.monotonic()
        while len(device.waiting) < self.window:
            if device.again:
                number = device.again.popleft()
            elif device.due and not self._quiet:
                number = device.next
                device.next += 1
                if self.interval:
                    device.due = False
                    self._at(now + self.interval, self._fall_due, device)
            else:
                break
            line = f"{device.name}-{number}"
            if self.size:
                start = random.randrange(len(FILLING) // 2)
                line += (" x" + FILLING[start:start + self.size])[:self.size - len(line) - 1]
            device.out += line.encode() + b"\n"
            device.waiting.append((number, now))
        if device.out:
            device.out = device.out[device.socket.send(device.out):]
        self._watch(device, selectors.EVENT_READ | (selectors.EVENT_WRITE if device.out else 0))
        if self._quiet and not self.interval and len(device.waiting) < self.window:
            self._at(now + 0.2, self._look_again, device)

    def _fall_due(self, device):
        device.due = True
        if self._quiet:
            self._at(time.monotonic() + self.interval, self._fall_due, device)
        elif device.socket is not None:
            self._ready(device, 0)

    def _look_again(self, device):
        if device.socket is not None:
            self._ready(device, 0)

    def _lost(self, device):
        self.cut += 1
        self._hang_up(device)
        if self.reconnect and not self._ending:
            device.again.extendleft(number for number, _ in reversed(device.waiting) if number is not None)
            device.waiting.clear()
            self._at(time.monotonic() + 0.2, self._dial, device)

    def _hang_up(self, device):
        if device.socket is not None:
            if device.interest:
                self._selector.unregister(device.socket)
            device.interest = 0
            device.socket.close()
            device.socket = None


class Told:
    """A crowd of another process, by what told() said there."""

    def __init__(self, devices):
        self.devices = []
        for one in devices:
            device = Device(one["name"])
            device.next = one["next"]
            device.acked = one["acked"]
            device.again.extend(one["waiting"])
            self.devices.append(device)


class Reckoning:
    """What became of a crowd's lines.

    acked       lines that were acknowledged
    stored      messages of the crowd that the journal has, each copy counted
    lost        lines that were acknowledged and are not there
    duplicated  copies beyond the first: said again, as the acknowledgement of the first did not arrive
    disordered  devices whose lines are not in the order in which they were said
    """

    def __init__(self, acked, stored, lost, duplicated, disordered):
        self.acked = acked
        self.stored = stored
        self.lost = lost
        self.duplicated = duplicated
        self.disordered = disordered

    def columns(self):
        return {"acked": self.acked, "stored": self.stored, "lost": self.lost, "duplicated": self.duplicated}


def reckon(crowds, texts):
    """Compares what the devices of one or more crowds know with what GET /api/messages said."""
    crowds = crowds if isinstance(crowds, (list, tuple)) else [crowds]
    there = collections.defaultdict(collections.Counter)
    order = collections.defaultdict(list)
    for text in texts:
        name, _, number = (text or "").split(" ", 1)[0].rpartition("-")
        if name and number.isdigit():
            number = int(number)
            if number not in there[name]:
                order[name].append(number)
            there[name][number] += 1
    acked = stored = lost = duplicated = disordered = 0
    for device in (device for crowd in crowds for device in crowd.devices):
        mine = there[device.name]
        open_still = {number for number, _ in device.waiting} | set(device.again)
        lost += sum(number not in mine and number not in open_still for number in range(device.next))
        acked += device.acked
        stored += sum(mine.values())
        duplicated += sum(mine.values()) - len(mine)
        disordered += order[device.name] != sorted(order[device.name])
    return Reckoning(acked, stored, lost, duplicated, disordered)


def percentile(values, percent):
    """The nearest rank; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        return 0.0
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms"


class Verdict:
    """Sentences that have to hold, and the one table of the script."""

    def __init__(self, title):
        self.title = title
        self.rows = []
        self.failed = []
        print(f"# {title}", flush=True)

    def note(self, text):
        print(f"  {text}", flush=True)

    def holds(self, sentence, condition, seen=""):
        """Notes whether a sentence held, and what was seen instead."""
        seen = f" ({seen})" if seen != "" else ""
        print(f"  {'held  ' if condition else 'FAILED'} {sentence}{seen}", flush=True)
        if not condition:
            self.failed.append(f"{sentence}{seen}")
        return bool(condition)

    def row(self, **columns):
        self.rows.append({name: str(value) for name, value in columns.items()})

    def end(self):
        """Prints the table and what failed; returns the exit status."""
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        widths = {name: max(len(name), *(len(row.get(name, "")) for row in self.rows)) for name in names}
        print()
        for row in [{name: name for name in names}, {name: "-" * widths[name] for name in names}, *self.rows]:
            print("| " + " | ".join(row.get(name, "").ljust(widths[name]) for name in names) + " |")
        print()
        for sentence in self.failed:
            print(f"The promise did not hold: {sentence}")
        if not self.failed:
            print("The promise held.")
        sys.stdout.flush()
        return 1 if self.failed else 0


def run(main):
    """Runs a script's main(), which returns a Verdict, and exits: 0 held, 1 not held, 2 could not be tried."""
    try:
        verdict = main()
    except NotNow as ex:
        print(ex, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    # A script that runs itself as its own crowd has nothing to say there.
    sys.exit(verdict.end() if verdict else 0)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Postgres:
    """A PostgreSQL server with its own settings, so synced, in a directory of its own and by a user other than root.

    options  settings of the server, such as ["max_connections=200"]
    """

    def __init__(self, home, options=()):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
        if not programs or not shutil.which("runuser"):
            raise NotNow("This needs what is not installed: apt-get install postgresql util-linux")
        self.programs, self.port, self.data = programs[-1].parent, free_port(), home / "postgres"
        self.options = options
        self.url = f"jdbc:postgresql://127.0.0.1:{self.port}/postgres?user=bench"

    def __enter__(self):
        home = self.data.parent
        home.chmod(0o755)
        self.data.mkdir()
        shutil.chown(self.data, "nobody")
        self.run("initdb", "-D", self.data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.start()
        return self

    def start(self):
        options = "".join(f" -c {option}" for option in self.options)
        self.run("pg_ctl", "-D", self.data, "-l", self.data / "log", "-w", "-o",
                 f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''{options}", "start")

    def stop(self, mode="fast"):
        """fast as an operator does; immediate as a crash does."""
        self.run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def __exit__(self, *_):
        self.stop()

    def run(self, program, *arguments):
        command = [self.programs / program, *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "nobody", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
