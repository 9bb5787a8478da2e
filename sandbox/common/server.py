"""The HTTP side: sockets, keep-alive, and cutting connections when a fault says so."""

import logging
import signal
import socket
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from .answer import Answer
from .calls import Call
from .control import ROOT as CONTROL_ROOT
from .request import Request
from .standin import StandIn

_log = logging.getLogger(__name__)
HOST = "127.0.0.1"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_HttpServer"

    def setup(self) -> None:
        super().setup()
        self.server.open_sockets.add(self.connection)

    def finish(self) -> None:
        self.server.open_sockets.discard(self.connection)
        super().finish()

    def _serve(self) -> None:
        request = self._request()
        stand_in = self.server.stand_in
        if request.path.startswith(CONTROL_ROOT):
            self._send(stand_in.control.answer(request))
            return
        call = stand_in.begin_call(request)
        try:
            self._serve_call(request, call)
        finally:
            call.under_way = False

    def _serve_call(self, request: Request, call: Call) -> None:
        stand_in = self.server.stand_in
        fault = stand_in.faults.pick(request)
        call.fault = fault.kind if fault else ""
        delivery = stand_in.faults.deliver(
            fault, request, lambda: stand_in.carry_out(request, call)
        )
        if delivery.answer is None:
            self._cut()
            return
        call.status = delivery.answer.status
        if delivery.half:
            self._send(delivery.answer, half=True)
            self._cut()
            return
        call.answered = True  # first, so that whoever has read the answer also reads this
        try:
            self._send(delivery.answer)
        except OSError:
            call.answered = False
            raise
        if delivery.afterwards:
            delivery.afterwards()

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = _serve  # noqa: N815

    def _request(self) -> Request:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, self.path, headers, body)

    def _send(self, answer: Answer, half: bool = False) -> None:
        """One write for head and body, so that no packet waits for the other's receipt."""
        reason = HTTPStatus(answer.status).phrase
        head = {"Content-Length": str(len(answer.body))}
        if answer.content_type:
            head["Content-Type"] = answer.content_type
        if answer.status == HTTPStatus.NO_CONTENT:
            head = {}
        lines = [f"{name}: {value}" for name, value in (head | answer.headers).items()]
        text = "\r\n".join([f"HTTP/1.1 {answer.status} {reason}", *lines, "", ""])
        body = answer.body[: len(answer.body) // 2] if half else answer.body
        self.wfile.write(text.encode("latin-1") + body)
        self.wfile.flush()

    def _cut(self) -> None:
        """End the connection at once; the other side sees it close without an answer."""
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            _log.debug("the other side was gone already")

    def log_message(self, format: str, *args: Any) -> None:
        _log.debug(format, *args)


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.open_sockets: set[socket.socket] = set()
        super().__init__((HOST, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that went away (killed, timed out) are part of the tests, not errors."""
        _log.debug("a connection ended with an error", exc_info=True)


class Server:
    """A running stand-in. `stop` ends it and closes every connection."""

    def __init__(self, stand_in: StandIn, port: int = 0) -> None:
        """:param port: 0 takes a free one"""
        self.stand_in = stand_in
        self._http = _HttpServer(port, stand_in)
        self._thread = Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def run(self) -> "Server":
        self._thread.start()
        return self

    def stop(self) -> None:
        self.stand_in.faults.clear()
        self._http.shutdown()
        self._http.server_close()
        for open_socket in list(self._http.open_sockets):
            try:
                open_socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                _log.debug("the other side was gone already")
        self._thread.join()

    def run_until_told(self) -> None:
        """As a process: says where it listens, and ends on SIGTERM or Ctrl-C."""
        ended = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        print(f"listening on {self.url}", flush=True)
        ended.wait()
        self.stop()
