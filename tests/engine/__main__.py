"""`make engine`: the program onto the embedded AWS and off it again, by the real Pulumi CLI and AWS provider."""

import sys
import tempfile
from pathlib import Path

from emulator.emulator import INTERPRETER, Emulator
from emulator.errors import LocalError
from emulator.program.vendoring import vendor_overrides
from tests.engine.course import run
from tests.engine.project import copy_project
from tests.engine.pulumi import EngineError, Pulumi


def main() -> int:
    """Run every step; return 0 if all of them held, else 1."""
    try:
        with tempfile.TemporaryDirectory(prefix="engine-") as folder:
            project, state = Path(folder) / "project", Path(folder) / "state"
            project.mkdir()
            state.mkdir()
            engine = Pulumi(project, state, say)
            with Emulator() as emulator:
                copy_project(project, emulator.endpoint, vendor_overrides(INTERPRETER))
                run(engine, emulator.endpoint, say)
    except (EngineError, LocalError, AssertionError) as error:
        sys.stderr.write(f"engine: {error}\n")
        return 1
    return 0


def say(step: str) -> None:
    """Print a step to the standard error, at once."""
    sys.stderr.write(f"{step}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
