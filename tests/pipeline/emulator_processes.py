"""An embedded AWS in a process of its own, functions that start or outlive things, and looks at processes."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from emulator.clients import Clients
from emulator.emulator import Emulator

PARENT = """
import sys, time
from emulator.emulator import Emulator
running = Emulator().start()
print(running.endpoint, flush=True)
time.sleep(60)
"""
ON_LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
BREAKAWAY = """
import pathlib, subprocess
def handler(event, context):
    print("starting")
    started = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    pathlib.Path("{}/started").write_text(str(started.pid))
"""
BUSY = """
import os, pathlib, time
def handler(event, context):
    file = pathlib.Path("{}/starting")
    file.write_text(str(os.getpid()))
    file.rename(file.with_name("started"))
    time.sleep(1000)
"""


def invoke_source(emulator: Emulator, source: str) -> None:
    """Invoke a function of this source on the emulator, and wait for its answer."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("index.py", source)
    clients = Clients(emulator.endpoint, "us-east-1")
    role = clients.iam.create_role(RoleName="any", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    clients.lambda_.create_function(
        FunctionName="any",
        Runtime="python3.13",
        Role=role,
        Handler="index.handler",
        Timeout=900,
        Code={"ZipFile": archive.getvalue()},
    )
    clients.lambda_.get_waiter("function_active_v2").wait(FunctionName="any")
    answer = clients.lambda_.invoke(FunctionName="any")
    assert "FunctionError" not in answer, answer["Payload"].read()
    clients.close()


def group_is_gone(pid: int) -> bool:
    """Return whether no process of the group is left."""
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # macOS raises it for a group of zombies
        return True
    return False


def parent_of(process: int) -> int:
    """Return the id of a process's parent; Linux only, from /proc."""
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def is_dead(process: int) -> bool:
    """Return whether it is gone, or a zombie; Linux only, from /proc."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
