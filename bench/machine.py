"""Where and when the figures were taken."""

import importlib.metadata
import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

from emulator.emulator import INTERPRETER

PACKAGES = ("boto3", "botocore", "msgspec", "pulumi", "pulumi-aws")
GIGABYTE = 1024**3


def described() -> dict[str, str]:
    """What a reader has to know of the machine to compare."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / GIGABYTE
    versions = [f"{package} {importlib.metadata.version(package)}" for package in PACKAGES]
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": f"{_processor()}, {len(os.sched_getaffinity(0))} CPUs, {memory:.0f} GB, {platform.system()}",
        "busy": f"{os.getloadavg()[0]:.1f} processes wanted a CPU in the minute before",
        "versions": ", ".join([f"Python {platform.python_version()}", *versions, f"ministack {_emulator()}"]),
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", information.read_text()) if information.exists() else None
    return found[1] if found else platform.machine()


def _emulator() -> str:
    installed = INTERPRETER.parents[1].glob("lib/python*/site-packages/ministack-*.dist-info")
    return next((folder.name.split("-")[1].removesuffix(".dist") for folder in installed), "unknown")
