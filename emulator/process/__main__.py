"""The entry point of the supervisor, run by the emulator's own interpreter with a folder's name."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from emulator.process.supervisor import supervise

    del sys.path[0]  # functions must not find this project but in their archives
    supervise(Path(sys.argv.pop()))
