"""A local deployment as other commands find it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from emulator.process.workdir import NAME as WORKDIR_NAME
from emulator.process.workdir import is_owned


@dataclass(frozen=True, kw_only=True)
class LocalDeployment:
    """What its state file says: what runs, where it was started, and by which folder to tell that it lives."""

    stack: str
    folder: Path
    """Where the command that keeps it was started."""
    workdir: Path
    emulator: str
    """The address of the embedded AWS."""
    pid: int
    """Of the command that keeps it; for people to read, as it may be another's by now."""
    since: datetime
    name: str = ""
    region: str = ""
    exports: Mapping[str, Any] | None = None
    """None until it is deployed."""

    @property
    def alive(self) -> bool:
        """Whether its embedded AWS, or what cleans up after it, lives."""
        return is_owned(self.workdir)

    @property
    def content(self) -> str:
        """The state file's text."""
        return json.dumps(self.as_json(), indent=2) + "\n"

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        places = {"folder": str(self.folder), "workdir": str(self.workdir)}
        return {**asdict(self), **places, "since": self.since.isoformat()}

    @classmethod
    def parse(cls, name: str, content: bytes) -> Self | None:
        """Return what the state file of this name says, None if none of ours has written it so."""
        try:
            said = json.loads(content)
            texts = {each: said[each] for each in ("stack", "emulator", "region", "folder", "workdir")}
            exports, workdir = said["exports"], Path(said["workdir"])
            well_formed = (
                all(isinstance(each, str) for each in texts.values())
                and isinstance(said["pid"], int)
                and (exports is None or isinstance(exports, dict))
                and WORKDIR_NAME.fullmatch(workdir.name)
                and workdir.is_absolute()
            )
            since = datetime.fromisoformat(said["since"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        if not well_formed or since.tzinfo is None:
            return None
        return cls(
            name=name,
            stack=texts["stack"],
            region=texts["region"],
            emulator=texts["emulator"],
            folder=Path(texts["folder"]),
            workdir=workdir,
            pid=said["pid"],
            since=since,
            exports=exports,
        )
