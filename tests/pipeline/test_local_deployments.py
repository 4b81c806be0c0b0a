"""Several local deployments run beside each other; each is found, named and ended, and nothing else is."""

import errno
import http.server
import json
import signal
import socket
import threading
from pathlib import Path

import pytest

from tests.emulator.hostile_environment import HOSTILE
from tests.pipeline.command_home import Home
from tests.pipeline.person import Person, last_error_line
from tests.pipeline.waiting import becomes_true, eventually

ON_LINUX = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")


@pytest.fixture
def person(home: Home) -> Person:
    home.temporary.mkdir()
    return Person(home=home)


def test_two_of_one_folder_both_run_are_named_and_end_one_at_a_time(person: Person) -> None:
    with person.up() as first, person.up() as second:
        assert becomes_true(lambda: person.ready("dev", "dev-2"))
        listed = {each["name"]: each for each in person.deployments()}
        assert {each["pid"] for each in listed.values()} == {first.pid, second.pid}
        assert {each["folder"] for each in listed.values()} == {str(person.folder("here"))}

        asked = person.types("show", "x")
        assert (asked.returncode, asked.stderr.count(b"\n")) == (1, 1)
        assert b"--stack local:NAME" in asked.stderr
        assert b"no transaction x" in person.types("show", "x", "--stack", "local:dev-2", folder="elsewhere").stderr
        taken = person.types("local", "up", "--name", "dev")
        assert (taken.returncode, b"dev is there already" in taken.stderr) == (1, True)

        assert person.types("local", "down", "dev").returncode == 0
        assert [each["name"] for each in person.deployments()] == ["dev-2"]
        assert b"no transaction x" in person.types("show", "x", folder="elsewhere").stderr, "the only one is meant"
        (ended,) = (each for each in (first, second) if each.pid == listed["dev"]["pid"])
        assert last_error_line(ended) == "stopped by `fraudctl local down`"
        assert ended.wait() == 0
        assert person.types("local", "down").returncode == 0
    assert person.home.left() == []


def test_one_that_is_still_being_deployed_can_be_ended(person: Person) -> None:
    with person.up() as starting:
        assert becomes_true(person.home.state.exists)
        assert b"not ready yet" in person.types("show", "x").stderr or person.ready("dev")
        assert person.types("local", "down", "dev").returncode == 0
        assert "Traceback" not in last_error_line(starting)
        assert starting.wait() in {0, 1}
    assert person.home.left() == []


@ON_LINUX
def test_one_whose_command_is_suspended_can_be_ended_and_goes_on_to_its_end(person: Person) -> None:
    with person.up() as suspended:
        assert becomes_true(lambda: person.ready("dev"))
        suspended.send_signal(signal.SIGSTOP)
        assert person.types("local", "down").returncode == 0
        assert list(person.home.processes()) == [suspended.pid]
        suspended.send_signal(signal.SIGCONT)
        assert last_error_line(suspended) == "stopped by `fraudctl local down`"
    assert person.home.left() == []


class Anything(http.server.BaseHTTPRequestHandler):
    """A server that says yes to everything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Says nothing on the test's terminal."""


def listening(port: int) -> http.server.HTTPServer | None:
    """Return a server on a port; None while a process that was killed has not closed its sockets yet."""
    try:
        return http.server.HTTPServer(("127.0.0.1", port), Anything)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return None
        raise


@ON_LINUX
def test_one_that_died_of_a_power_loss_is_found_by_nobody_whoever_listens_on_its_port(person: Person) -> None:
    with person.up():
        assert becomes_true(lambda: person.ready("dev"))
        port = person.home.port()
        person.home.kill_everything()
    assert person.home.state.exists()

    with eventually(lambda: listening(port), "free port") as other:
        serving = threading.Thread(target=other.serve_forever, args=(0.01,))
        serving.start()
        try:
            asked = person.types("status")
        finally:
            other.shutdown()
            serving.join()

    assert (asked.returncode, asked.stderr.count(b"\n")) == (1, 1)
    assert b"no local deployment is running" in asked.stderr
    assert not person.home.state.exists()


def test_of_two_that_want_one_port_at_the_same_moment_one_gets_it_and_the_other_says_so(person: Person) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    with person.up("--port", port) as first, person.up("--port", port) as second:
        assert becomes_true(lambda: person.ready("dev"))
        assert becomes_true(lambda: (first.poll() is None) != (second.poll() is None))
        (refused,) = (each for each in (first, second) if each.poll() is not None)
        assert f"port {port} is taken" in last_error_line(refused)
        assert refused.returncode == 1
    assert person.home.left() == []


def test_everything_local_works_whatever_a_shell_has_set_for_aws_and_the_network(person: Person) -> None:
    confused = Person(home=person.home, shell=HOSTILE)
    simulated = confused.types("simulate", "--count", "5", "--seed", "3").stdout
    identity = json.loads(simulated.splitlines()[0])["transaction_id"]
    with confused.up():
        assert becomes_true(lambda: confused.ready("dev"))
        sent = confused.types("send", "-", "--json", text=simulated)
        assert (sent.returncode, json.loads(sent.stdout)["accepted"]) == (0, 5), sent.stderr
        shown = confused.types("show", identity, "--json")
        assert json.loads(shown.stdout)["transaction"]["transaction_id"] == identity, shown.stderr
        for words in (("trace", identity), ("status",), ("logs",), ("redrive", "scoring"), ("reconcile",)):
            done = confused.types(*words)
            assert done.returncode == 0, (words, done.stdout, done.stderr)
        assert confused.types("local", "down").returncode == 0
    demonstrated = confused.types("demo", "--count", "20", "--json")
    assert demonstrated.returncode == 0, demonstrated.stderr
    assert json.loads(demonstrated.stdout)["scored"] == 20
