"""The functions' package of an earlier commit."""

import subprocess
from pathlib import Path

import pytest

from bench.earlier import unpack_earlier


def git(repository: Path, *arguments: str) -> str:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    command = ["git", *author, *arguments]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "handlers").mkdir(parents=True)
    git(folder, "init", "--quiet")
    return folder


def commit(repository: Path, source: str) -> str:
    (repository / "handlers" / "scoring.py").write_text(source, encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", source)
    return git(repository, "rev-parse", "HEAD")


def test_the_package_is_that_of_the_commit_not_of_now(repository: Path, tmp_path: Path) -> None:
    then = commit(repository, "then = 1")
    commit(repository, "now = 1")
    archive = unpack_earlier(tmp_path, then, repository)
    assert (archive / "handlers" / "scoring.py").read_text(encoding="utf-8") == "then = 1"


def test_a_clone_without_the_commit_is_told_what_it_lacks(repository: Path, tmp_path: Path) -> None:
    commit(repository, "now = 1")
    with pytest.raises(ValueError, match="history without commit 52d386103003, which a full clone has"):
        unpack_earlier(tmp_path, repository=repository)
