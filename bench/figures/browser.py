"""A Chromium, driven by the WebDriver protocol (W3C): Debian's chromium and chromium-driver, and nothing else."""

import base64
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request

ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]


class Browser:
    """One window of 1280 by 800 pixels; theme is light or dark."""

    def __init__(self, theme="light", width=1280, height=800):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL)
        self._await_driver()
        session = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": [*ARGUMENTS, f"--window-size={width},{height}"]},
            "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = "/session/" + session["sessionId"]
        self.devtools("Emulation.setDeviceMetricsOverride",
                      width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    def __enter__(self):
        return self

    def __exit__(self, *what):
        try:
            self._ask("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait(30)

    def _await_driver(self):
        for _ in range(200):
            try:
                self._ask("GET", "/status")
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("chromedriver does not start")

    def _ask(self, method, path, body=None):
        request = urllib.request.Request(self.base + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()[:2000]) from error

    def devtools(self, command, **parameters):
        return self._ask("POST", self.session + "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, url):
        """Loads a page anew, also where only what is behind # differs."""
        self._ask("POST", self.session + "/url", {"url": "about:blank"})
        self._ask("POST", self.session + "/url", {"url": url})

    def run(self, script, *arguments):
        return self._ask("POST", self.session + "/execute/sync", {"script": script, "args": list(arguments)})

    def until(self, script, seconds=60):
        """Waits until an expression is true, and returns its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run(f"return {script}")
            if value:
                return value
            time.sleep(0.1)
        raise RuntimeError(f"Not within {seconds} s: {script}")

    def type(self, selector, text):
        element = self._ask("POST", self.session + "/element", {"using": "css selector", "value": selector})
        self._ask("POST", f"{self.session}/element/{next(iter(element.values()))}/value", {"text": text})

    def picture(self, path):
        path.write_bytes(base64.b64decode(self._ask("GET", self.session + "/screenshot")))

    def complaints(self):
        return [one["message"] for one in self._ask("POST", self.session + "/se/log", {"type": "browser"})
                if one["level"] in ("SEVERE", "WARNING")]
