"""Files of the books, from where an accounting system says they can be fetched for a while.

Such an address is signed in itself: the token of the accounts file is not sent there.
"""

from urllib.parse import urlsplit

import requests

from .web import CHUNK, TooLarge, capped, offline

_TIMEOUTS = (10, 60)  # seconds to connect, and between two parts


def fetch(address: str, api_url: str) -> bytes:
    """The content of a file; empty where it is not there, or nothing to be fetched from.

    :param api_url: that of the accounting system: only if this is plain http, as that of a
        stand-in, the address may be, too, and only on the same machine
    :raises Postponed: it cannot be had now
    """
    if not _is_allowed(address, api_url):
        return b""
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy and no password file of the machine
            answer = session.get(address, timeout=_TIMEOUTS, allow_redirects=False, stream=True)
            with answer:
                if answer.status_code in (400, 403, 404, 410):
                    return b""
                if answer.status_code != 200:
                    raise offline()
                return capped(answer.iter_content(CHUNK))
    except TooLarge:
        return b""
    except (requests.RequestException, OSError, ValueError):
        trouble = offline()
    # Nothing of the exception hangs on what is raised.
    raise trouble


def _is_allowed(address, api_url):
    try:
        parts, home = urlsplit(address), urlsplit(api_url)
        named = (parts.hostname, parts.port)
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc:
        return False
    same = parts.scheme == home.scheme == "http" and named == (home.hostname, home.port)
    return parts.scheme == "https" or same
