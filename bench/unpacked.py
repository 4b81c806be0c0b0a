"""The functions' archive and layer as folders, as Lambda unpacks them."""

import shutil
from pathlib import Path

from bench.packaged import IN_ARCHIVE, packaged_json
from components.compute.code import PROJECT, vendor
from emulator.emulator import INTERPRETER
from emulator.program.vendoring import vendor_overrides


def unpack_functions(root: Path) -> tuple[Path, Path]:
    """Copy archive and layer below `root`, without bytecode: Lambda's code folder is read-only, and has none."""
    version = vendor_overrides(INTERPRETER)
    sources = {
        "archive/handlers": PROJECT / "handlers",
        "layer": vendor(version["vendorPython"], version["vendorPlatform"]),
    }
    for target, source in sources.items():
        shutil.copytree(source, root / target, ignore=shutil.ignore_patterns("__pycache__"))
    strategy = root / "archive" / IN_ARCHIVE
    strategy.parent.mkdir()
    strategy.write_bytes(packaged_json())
    return root / "archive", root / "layer"
