"""A server on loopback for tests of what speaks HTTP."""

import base64
import socket
import threading

# As it goes over the wire.
NETRC_LOGIN = "Basic " + base64.b64encode(b"somebody:s3cret").decode()


def reply(status=200, body=b"{}", **headers):
    """An HTTP answer as bytes; `body_length` promises another length than it has."""
    body = body if isinstance(body, bytes) else body.encode()
    length = headers.pop("body_length", len(body))
    lines = [f"HTTP/1.1 {status} Some", f"Content-Length: {length}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Listener:
    """A server on loopback that gives one reply after another, each to a connection of its own,
    and keeps the requests that came. A reply is bytes, or None to say nothing until `close`.
    When none is left it hangs up, so that a request too many is counted and not answered.
    """

    def __init__(self, *replies):
        self.requests = []
        self._replies = list(replies)
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._over.set()
        self._socket.shutdown(socket.SHUT_RDWR)  # wakes the accept, which holds the port open
        self._socket.close()

    def _serve(self):
        while not self._over.is_set():
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection:
            received = _receive(connection)
            if not received:
                return
            self.requests.append(received)
            said = self._replies.pop(0) if self._replies else b""
            if said is None:
                self._over.wait(20)
            else:
                connection.sendall(said)


def _receive(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    for named in head.lower().split(b"\r\n"):
        if named.startswith(b"content-length:"):
            while len(body) < int(named.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def headers_of(received):
    """The headers of a request that came, names in lower case."""
    lines = received.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return {name.lower(): value for name, value in (one.split(": ", 1) for one in lines)}


def write_netrc(folder):
    """A .netrc with a login for this machine, which requests would look into by itself.

    :return: its path
    """
    path = folder / ".netrc"
    path.write_text("machine 127.0.0.1 login somebody password s3cret\n")
    path.chmod(0o600)
    return str(path)
