import pytest

from auditsite.launcher.failures import CannotStart
from auditsite.launcher.listening import address_of, listen, listen_anywhere


def port_of(listener) -> int:
    return listener.getsockname()[1]


def test_a_port_that_is_taken_is_passed_over():
    with listen({}) as first, listen({}) as second:
        assert port_of(second) > port_of(first)


def test_only_this_machine_can_reach_the_demo():
    with listen_anywhere() as listener:
        assert address_of(listener) == f"http://127.0.0.1:{port_of(listener)}"


def test_the_port_that_was_asked_for_is_used():
    with listen_anywhere() as free:
        port = port_of(free)
    with listen({"PORT": str(port)}) as listener:
        assert port_of(listener) == port


def test_a_port_that_was_asked_for_and_is_taken_is_refused():
    with listen_anywhere() as taken, pytest.raises(CannotStart, match="is in use. Set PORT"):
        listen({"PORT": str(port_of(taken))})


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1"])
def test_a_port_that_is_no_port_is_refused(text):
    with pytest.raises(CannotStart, match="PORT must be a number from 1 to 65535"):
        listen({"PORT": text})
