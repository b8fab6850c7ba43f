"""Small messages leave at once on every connection that is taken."""

import socket

from gate.at_once import send_at_once


def test_what_is_accepted_sends_at_once():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        assert send_at_once(port)
        with socket.create_connection(("127.0.0.1", port)), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_other_sockets_are_left_alone():
    with socket.socket() as listening, socket.socket() as other, socket.socket() as closed:
        for each in (listening, other):
            each.bind(("127.0.0.1", 0))
        listening.listen()
        port = other.getsockname()[1]
        closed.close()
        assert not send_at_once(port)  # bound there, but it does not listen
        assert not listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
