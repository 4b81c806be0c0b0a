"""Where a function's module cannot be imported: the embedded AWS says why, but not in which file and line."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PATIENCE = 30
"""Seconds; an import takes one."""

DUMMY = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
"""What clients need in order to be made; an import calls nothing."""


def traceback_of_import(code: Path, handler: str, environment: Mapping[str, str]) -> str:
    """Import a handler's module in a process of its own, and return the traceback; empty where it imports well here."""
    module = handler.rpartition(".")[0]
    try:
        done = subprocess.run(  # noqa: S603 -- the project's own code, as the embedded AWS runs it
            [sys.executable, "-c", "import importlib, sys; importlib.import_module(sys.argv[1])", module],
            cwd=code,
            env={"PATH": os.environ.get("PATH", ""), **DUMMY, **environment, "PYTHONPATH": str(code)},
            capture_output=True,
            text=True,
            errors="backslashreplace",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stderr if done.returncode else ""
