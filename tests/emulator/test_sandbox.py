"""The embedded AWS sees, and is seen by, as little as possible."""

import errno
import os
import socket
from pathlib import Path

import pytest

from emulator.sandbox import HOST, free_port, is_free, port_problem, sandbox_environment


def test_nothing_of_the_shell_but_its_path_gets_through(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a real one")
    monkeypatch.setenv("PATH", "/some/path")
    seen = sandbox_environment(4566, tmp_path)
    assert "a real one" not in seen.values()
    assert seen["PATH"] == "/some/path"


def test_it_listens_to_this_machine_alone_and_enforces_iam(tmp_path: Path) -> None:
    seen = sandbox_environment(4566, tmp_path)
    assert (seen["GATEWAY_PORT"], seen["BIND_HOST"], seen["AUTH"]) == ("4566", "127.0.0.1", "true")


def test_its_files_go_to_the_folder_it_is_given(tmp_path: Path) -> None:
    seen = sandbox_environment(4566, tmp_path)
    assert seen["TMPDIR"] == seen["HOME"] == str(tmp_path)


def test_a_port_is_free_until_something_listens_on_it() -> None:
    port = free_port()
    assert is_free(port)
    with socket.create_server((HOST, port)):
        assert not is_free(port)


def test_no_proxy_stands_between_functions_and_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://nowhere.invalid:1")

    proxies = {name: value for name, value in sandbox_environment(4566, tmp_path).items() if "PROXY" in name}

    assert proxies == {"NO_PROXY": "*"}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EADDRINUSE, "is taken"),
        (errno.EACCES, "is for root alone"),
        (errno.EADDRNOTAVAIL, "cannot be listened on (Cannot assign requested address)"),
    ],
)
def test_a_port_that_cannot_be_used_is_said_why(number: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket.socket, "bind", refuse)

    assert port_problem(80) == said
