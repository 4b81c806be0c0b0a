"""A signal may come at any moment: a command ends with one line and the signal's exit code, without a traceback."""

import signal
import subprocess
import sys
from itertools import cycle

import pytest

from tests.fraudctl.client.fake_api import FakeApi

MOMENTS = 5
"""In each command, spread from its first step to its last; dozens were tried."""

SIGNAL_AT_STEP = """
import os, sys
moment, number = int(sys.argv.pop(1)), int(sys.argv.pop(1))
steps = 0
def step(*_):
    global steps
    steps += 1
    if steps == moment:
        os.kill(os.getpid(), number)
def told(code, exit=os._exit):
    os.write(2, b"steps %d\\n" % steps)
    exit(code)
from fraudctl import entry
if not moment:
    os._exit = told
sys.setprofile(step)
"""
"""Counts the calls that the main thread makes, and sends the signal at one of them; 0 counts them all."""

TARGET = """
import fraudctl.stacks.target
where = {"api_endpoint": sys.argv.pop(1)}
def find(_):
    return fraudctl.stacks.target.Target(stack="dev", region="eu-west-1", exports=where, emulator="http://127.0.0.1")
fraudctl.stacks.target.Target.find = find
"""
RUN = """
sys.argv[0] = "fraudctl"
try:
    entry.main()
finally:
    sys.setprofile(None)
    if not moment:
        os.write(2, b"steps %d\\n" % steps)
"""

COMMANDS = {"simulate": ("simulate", "--count", "50", "--seed", "1"), "capacity": ("capacity", "--rate", "100")}
LINES = b'{"transaction_id":"a"}\n' * 5


def run_and_signal(*words: str, moment: int, number: int, before: str = "") -> "subprocess.CompletedProcess[bytes]":
    code = SIGNAL_AT_STEP + before + RUN
    command = [sys.executable, "-c", code, str(moment), str(number), *words]
    return subprocess.run(command, input=LINES, capture_output=True, timeout=120, check=False)


def moments(*words: str, before: str = "") -> list[int]:
    """Return numbers of steps, spread over a run of the command."""
    steps = int(run_and_signal(*words, moment=0, number=0, before=before).stderr.rpartition(b"steps ")[2])
    return [1 + steps * each // MOMENTS for each in range(MOMENTS)]


def check(ended: "subprocess.CompletedProcess[bytes]", number: signal.Signals, moment: int) -> None:
    said = ended.stderr.decode()
    assert ended.returncode == 128 + number, (moment, said)
    assert "Traceback" not in said, (moment, said)
    assert "Exception ignored" not in said, (moment, said)
    assert said.endswith("interrupted\n" if number == signal.SIGINT else "stopped\n"), (moment, said)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_interrupted_says_so_and_nothing_else(name: str) -> None:
    for moment in moments(*COMMANDS[name]):
        check(run_and_signal(*COMMANDS[name], moment=moment, number=signal.SIGINT), signal.SIGINT, moment)


def test_whenever_send_is_ended_it_says_so_and_tells_what_it_had_begun(server: FakeApi) -> None:
    words = (server.url, "send", "-")
    for moment, number in zip(moments(*words, before=TARGET), cycle([signal.SIGINT, signal.SIGTERM]), strict=False):
        requests = len(server.bodies)

        ended = run_and_signal(*words, moment=moment, number=number, before=TARGET)

        check(ended, number, moment)
        assert b"Sent" in ended.stdout or len(server.bodies) == requests


def test_a_signal_that_python_drops_in_a_destructor_comes_again() -> None:
    code = """
import os, signal, sys, threading, types
class Dropped:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(100):
            pass
def app():
    Dropped()
    threading.Event().wait(60)
sys.modules["fraudctl.cli"] = types.SimpleNamespace(app=app)
from fraudctl.entry import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (143, "stopped\n")


def test_a_signal_that_comes_right_before_a_call_waits_ends_it() -> None:
    code = """
import os, signal, sys, threading, types
sys.setswitchinterval(60)
waits = threading.Lock()
waits.acquire()
def send():
    waits.acquire()
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)  # the main thread has left its last step before the call
def app():
    threading.Thread(target=send, daemon=True).start()
    reading, _ = os.pipe()
    waits.release()
    os.read(reading, 1)
sys.modules["fraudctl.cli"] = types.SimpleNamespace(app=app)
from fraudctl.entry import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (143, "stopped\n")
