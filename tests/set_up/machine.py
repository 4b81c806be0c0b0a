"""A computer for the set-up: the project's files, and a PATH with nothing but stand-ins for Python and uv."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
TOOLS = ("awk", "cat", "chmod", "cksum", "cp", "dirname", "make", "mkdir", "rm", "sed", "sh")
STAND_IN = """#!/bin/sh
# answers what the set-up asks a Python {version}, and notes what it is told to do
case "$*" in
*ensurepip*) echo "{answer}" ;;
*version_info*) echo "Python {version}" ;;
"-m venv "*)
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && cp "$STAND_INS/uv" "$3/bin/uv"
    echo "made $3" >>"$NOTES"
    ;;
"-m pip "*) echo "installed the installer" >>"$NOTES" && exit "${{PIP_ENDS_WITH:-0}}" ;;
esac
"""
UV = """#!/bin/sh
case "$1" in
venv)
    for folder in "$@"; do :; done
    mkdir -p "$folder/bin" && cp .venv/bin/python "$folder/bin/"
    echo "made $folder" >>"$NOTES"
    ;;
pip) echo "installed $*" >>"$NOTES" ;;
esac
"""
BROKEN = "#!/bin/sh\necho 'pyenv: command not found, but it exists in: 3.13.0' >&2\nexit 127\n"


@dataclass(frozen=True)
class SetUpMachine:
    """A copy of the project's set-up, and a PATH with stand-ins for Python."""

    project: Path
    path: Path
    notes: Path

    def has(self, name: str, content: str) -> Path:
        """Put a command on the PATH."""
        command = self.path / name
        command.write_text(content)
        command.chmod(0o755)
        return command

    def has_python(self, name: str, version: str) -> None:
        """Put a Python on the PATH that answers as the real one of this version does."""
        new = tuple(map(int, version.split("."))) >= (3, 11)
        answer = self.path / name if new else f"Python {version} is too old"
        self.has(name, STAND_IN.format(version=version, answer=answer))

    def runs(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the project with nothing else in its environment."""
        seen = {"PATH": str(self.path), "NOTES": str(self.notes), "STAND_INS": str(self.path), **environment}
        return subprocess.run(command, cwd=self.project, env=seen, capture_output=True, text=True, check=False)

    def sets_up(self, **environment: str) -> list[str]:
        """Set up, which has to succeed; return what was made."""
        self.notes.write_text("")
        done = self.runs("sh", "scripts/set-up.sh", ".venv", ".emulator", **environment)
        assert done.returncode == 0, done.stderr
        return [line for line in self.notes.read_text().splitlines() if line.startswith("made")]
