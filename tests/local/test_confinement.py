"""The embedded AWS sees, and is seen by, as little as possible."""

import socket
from pathlib import Path

import pytest

from fraudctl.local.confinement import HOST, environment, free_port, is_free


def test_nothing_of_the_shell_but_its_path_gets_through(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a real one")
    monkeypatch.setenv("PATH", "/some/path")
    seen = environment(4566, tmp_path)
    assert "a real one" not in seen.values()
    assert seen["PATH"] == "/some/path"


def test_it_listens_to_this_machine_alone_and_enforces_iam(tmp_path: Path) -> None:
    seen = environment(4566, tmp_path)
    assert (seen["GATEWAY_PORT"], seen["BIND_HOST"], seen["AUTH"]) == ("4566", "127.0.0.1", "true")


def test_its_files_go_to_the_folder_it_is_given(tmp_path: Path) -> None:
    seen = environment(4566, tmp_path)
    assert seen["TMPDIR"] == seen["HOME"] == str(tmp_path)


def test_a_port_is_free_until_something_listens_on_it() -> None:
    port = free_port()
    assert is_free(port)
    with socket.create_server((HOST, port)):
        assert not is_free(port)
