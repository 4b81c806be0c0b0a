"""The functions' package as it was before rules were data, from the repository's history.

A cold start is measured against it: it shows all that strategies added to what a start loads, and all that was taken
out again.
"""

import io
import subprocess
import tarfile
from pathlib import Path

from components.compute.code import PROJECT

BEFORE_STRATEGIES = "52d3861030037ce9949a0b590d6548085b99574d"
"""The last commit whose rules are Python."""


def unpack_earlier(root: Path, commit: str = BEFORE_STRATEGIES, repository: Path = PROJECT) -> Path:
    """Write the package as of the commit below `root`, as it lies in the archive; return the archive's folder.

    Raises:
        ValueError: the repository has no such commit, as a shallow clone.
    """
    packed = subprocess.run(  # noqa: S603 -- git of the path, on our own repository
        ["git", "archive", "--format=tar", commit, "handlers"],  # noqa: S607 -- likewise
        cwd=repository,
        capture_output=True,
        check=False,
    )
    if packed.returncode:
        raise ValueError(
            f"history without commit {commit[:12]}, which a full clone has: {packed.stderr.decode().strip()}"
        )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(root / "earlier", filter="data")
    return root / "earlier"
