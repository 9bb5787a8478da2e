"""A real browser, driven over its debugging protocol, for pictures of the screens."""

import base64
import contextlib
import json
import resource
import shutil
import subprocess
import tempfile
import time

import requests
import websocket

from postgres import Failure

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--force-device-scale-factor=1", "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)  # fmt: skip


def _lift_memory_limit():
    """Odoo, where it runs in this process, limits the address space; a browser reserves plenty."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


PATIENCE = 120  # seconds: the first page has Odoo build what it shows, also on a busy machine
KEYS = {"Tab": 9, "Enter": 13, "Space": 32, "ArrowDown": 40}
TYPED = {"Enter": "\r", "Space": " "}
SHIFT = 8


class Browser:
    def __init__(self):
        program = shutil.which("chromium")
        if not program:
            raise Failure("No chromium: install Debian's package “chromium”.")
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"],
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_lift_memory_limit,
        )
        for line in self._process.stderr:
            if "DevTools listening on" in line:
                port = line.rsplit(":", 1)[1].split("/")[0]
                break
        else:
            raise Failure("chromium did not start")
        [page] = [
            target
            for target in requests.get(f"http://127.0.0.1:{port}/json", timeout=10).json()
            if target["type"] == "page"
        ]
        self._socket = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=60)
        self._last = 0

    def _send(self, method, **params):
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise Failure(f"browser: {answer['error']['message']}")
                return answer["result"]

    def take_session(self, url, person, company_id):
        """Be logged in as a `Person` of odoo_server.py is, in one company."""
        session = person.http.cookies.get("session_id")
        self._send("Network.setCookie", name="session_id", value=session, url=url)
        self._send("Network.setCookie", name="cids", value=str(company_id), url=url)

    def resize(self, width, height=900):
        self._send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip

    def open(self, url, ready):
        self._send("Page.navigate", url=url)
        self.wait(ready)

    def run(self, script):
        result = self._send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in result:
            raise Failure(f"browser: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, selector, seconds=PATIENCE):
        """Until the selector matches and nothing is loading any more."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(Failure):
                if self.run(
                    f"!!document.querySelector({selector!r})"
                    " && !document.querySelector('.o_loading_indicator, .o_blockUI')"
                ):
                    time.sleep(0.4)  # for the animations
                    return
            time.sleep(0.1)
        told = self.run(
            "[...document.querySelectorAll('.o_notification, .modal-body, .o_field_invalid')]"
            ".map((each) => each.getAttribute('name') || each.innerText).join(' | ')"
        )
        raise Failure(f"browser: {selector} does not appear; on the page: {told or 'no message'}")

    def click(self, selector, ready, text=""):
        """The first that the selector matches and that holds the text, once it is there."""
        found = (
            f"[...document.querySelectorAll({json.dumps(selector)})]"
            f".find((each) => each.textContent.includes({json.dumps(text)}))"
        )
        deadline = time.monotonic() + PATIENCE
        while not self.run(f"(() => {{ const it = {found}; it?.click(); return !!it; }})()"):
            if time.monotonic() > deadline:
                raise Failure(f"browser: {selector} “{text}” is not there")
            time.sleep(0.1)
        self.wait(ready)
        # What lies below the fold would not be in the picture.
        where = "{block: 'center', inline: 'start'}"
        # A page that loads again has it not for a moment.
        self.run(f"document.querySelector({json.dumps(ready)})?.scrollIntoView({where})")

    def fill(self, selector, text):
        """Type into a field, in the place of what it holds; again where an answer of the server
        that came meanwhile has taken the focus away.
        """
        field = f"document.querySelector({json.dumps(selector)})"
        for _attempt in range(5):
            self.run(f"(() => {{ {field}.focus(); {field}.select(); }})()")
            self._send("Input.insertText", text=text)
            if self.run(f"{field}?.value") == text:
                return
            time.sleep(0.5)
        raise Failure(f"browser: {selector} does not take {text!r}")

    def choose_file(self, selector, name, text):
        """Choose a file of this name and text where the page asks for one."""
        self.run(
            f"""(() => {{
                const chosen = new DataTransfer();
                chosen.items.add(new File([{json.dumps(text)}], {json.dumps(name)}));
                const field = document.querySelector({json.dumps(selector)});
                field.files = chosen.files;
                field.dispatchEvent(new Event("change", {{ bubbles: true }}));
            }})()"""
        )
        time.sleep(1)  # until it was read

    def press(self, key, shift=False):
        """A key of KEYS, as from the keyboard."""
        values = {
            "key": TYPED.get(key, key).replace("\r", "Enter"),
            "code": key,
            "windowsVirtualKeyCode": KEYS[key],
            "modifiers": SHIFT if shift else 0,
        }
        self._send("Input.dispatchKeyEvent", type="keyDown", text=TYPED.get(key, ""), **values)
        self._send("Input.dispatchKeyEvent", type="keyUp", **values)

    def tab_to(self, selector, shift=False, most=80):
        """Press Tab until what the selector matches has the focus."""
        for _ in range(most):
            if self.run(f"document.activeElement.matches({json.dumps(selector)})"):
                return
            self.press("Tab", shift)
        raise Failure(f"browser: {selector} cannot be reached by Tab")

    def picture(self):
        """:return: PNG of what the window shows"""
        return base64.b64decode(self._send("Page.captureScreenshot", format="png")["data"])

    def stop(self):
        self._process.terminate()
        self._process.wait(10)
        self._profile.cleanup()
