"""`fraudctl console` serves on this machine alone, says where, and says what it lacks."""

import importlib
import socket
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
import webbrowser
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from fraudctl import cli
from fraudctl.console import command
from fraudctl.console.context import Console
from fraudctl.console.serving import serving
from fraudctl.errors import CommandError
from fraudctl.stacks.target import Target

PROJECT = Path(__file__).parents[3]


def test_it_listens_on_the_loopback_interface_alone_and_ends(console: Console) -> None:
    with serving(console) as (session, _):
        assert session.address.startswith(f"http://127.0.0.1:{session.port}/enter/")
        with (
            pytest.raises(urllib.error.HTTPError) as refused,
            urllib.request.urlopen(f"http://127.0.0.1:{session.port}/"),
        ):
            pass
        assert refused.value.code == 403
        assert "server" not in refused.value.headers
        refused.value.close()
        with socket.socket() as taken, pytest.raises(OSError, match="in use"):
            taken.bind(("127.0.0.1", session.port))
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", session.port))


def test_a_port_that_is_taken_is_named(console: Console) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"cannot listen at 127.0.0.1:{port}: .*; choose another --port"):
            serving(console, port=port).__enter__()


@pytest.mark.parametrize(("options", "opened"), [([], 1), (["--no-browser"], 0)])
def test_it_opens_the_page_and_prints_its_address(
    console: Console,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    options: list[str],
    opened: int,
) -> None:
    def made(target: Target, **_: Any) -> Console:
        assert target is console.target
        return console

    def interrupt(_: Any) -> None:
        raise KeyboardInterrupt

    addresses: list[str] = []
    monkeypatch.setattr(Target, "find", lambda _: console.target)
    monkeypatch.setattr(command, "Console", made)
    monkeypatch.setattr(webbrowser, "open", addresses.append)
    monkeypatch.setattr(sys, "argv", ["fraudctl", "console", *options])
    monkeypatch.setattr(command, "wait_for", interrupt)
    with pytest.raises(SystemExit) as ended:
        cli.app()
    assert ended.value.code == 0
    printed = capsys.readouterr()
    assert len(addresses) == opened
    assert "http://127.0.0.1:" in printed.out
    assert all(each in printed.out for each in addresses)
    assert "ended" in printed.err


@pytest.mark.parametrize("package", ["starlette", "uvicorn", "jinja2", "markupsafe"])
def test_without_its_extra_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], package: str
) -> None:
    def missing(name: str) -> Any:
        assert name == "fraudctl.console.command"
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)

    monkeypatch.setattr(sys, "argv", ["fraudctl", "console"])
    with monkeypatch.context() as patched:
        patched.setattr(importlib, "import_module", missing)
        options = sys.modules["fraudctl.commands.options"]
        with pytest.raises(CommandError, match=rf"the extra `console`, and {package} is not installed"):
            options.console_module()
    assert capsys.readouterr().out == ""


def test_no_other_command_imports_what_the_console_needs() -> None:
    asked = (
        "import sys, fraudctl.cli as cli; cli.command_line(*cli.COMMANDS)\n"
        "print(sorted({'starlette', 'uvicorn', 'jinja2', 'anyio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"


def test_an_installation_has_every_page_the_style_and_the_script() -> None:
    patterns = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "package-data"
    ]["*"]
    console = PROJECT / "fraudctl" / "console"
    files = [each for each in console.rglob("*") if each.is_file() and each.suffix not in {".py", ".pyc"}]
    for each in files:
        package = next(folder for folder in each.parents if (folder / "__init__.py").exists())
        assert any(fnmatch(str(each.relative_to(package)), pattern) for pattern in patterns), each
    assert len(files) > 5
