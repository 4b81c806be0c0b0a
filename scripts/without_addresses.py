"""Take the addresses of packages' sponsors out of npm's lock: no lock of this project has an address in it."""

import json
import sys
from pathlib import Path

LOCK = Path(sys.argv[1])

lock = json.loads(LOCK.read_text(encoding="utf-8"))
for package in lock["packages"].values():
    package.pop("funding", None)
LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")
