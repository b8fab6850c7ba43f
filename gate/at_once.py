"""Lets small messages leave at once.

An answer goes out in several small writes, and a connection at rest holds each until the other side has
acknowledged the one before, which takes it up to 40 milliseconds. asyncio switches that wait off, but only
for sockets that were made with the protocol's number, and Streamlit's is not. What is accepted takes the
setting over from the socket that listens, so it is set there, before the first connection.
"""

import gc
import socket


def send_at_once(port: int) -> bool:
    """Switches the wait off where this process listens on `port`; whether such a socket was found."""
    found = False
    # Streamlit gives nobody its socket; of what this process holds, it is the one that listens there.
    for held in gc.get_objects():
        if type(held) is socket.socket and _listens(held, port):
            held.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            found = True
    return found


def _listens(held: socket.socket, port: int) -> bool:
    try:
        return (
            held.family in {socket.AF_INET, socket.AF_INET6}
            and held.type == socket.SOCK_STREAM
            and held.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) != 0
            and held.getsockname()[1] == port
        )
    except OSError:
        return False  # closed since
