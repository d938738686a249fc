"""The port the demo is served on.

The launcher itself holds the listening socket and hands it to the web process, so nobody can
take the port in between and a request that comes during a restart waits instead of failing.
"""

import errno
import os
import socket
from collections.abc import Mapping

from auditsite.launcher.failures import CannotStart

HOST = "127.0.0.1"
PORTS = range(8000, 8100)


def listen(environ: Mapping[str, str] = os.environ) -> socket.socket:
    """On PORT when it is set; otherwise on the first free port from 8000."""
    if wanted := environ.get("PORT"):
        return _listen_on_wanted(wanted)
    for port in PORTS:
        try:
            return _listen_on(port)
        except OSError:
            continue
    raise CannotStart(
        f"Every port from {PORTS[0]} to {PORTS[-1]} is in use. Set PORT to a free one."
    )


def listen_anywhere() -> socket.socket:
    return _listen_on(0)


def address_of(listener: socket.socket) -> str:
    return "http://{}:{}".format(*listener.getsockname())


def _listen_on(port: int) -> socket.socket:
    return socket.create_server((HOST, port), backlog=128)


def _listen_on_wanted(text: str) -> socket.socket:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not “{text}”.")
    try:
        return _listen_on(int(text))
    except OSError as error:
        if error.errno == errno.EACCES:
            advice = "needs root's rights. Set PORT to one above 1023."
        else:
            advice = "is in use. Set PORT to a free one, or unset it."
        raise CannotStart(f"Port {text} {advice}") from None
