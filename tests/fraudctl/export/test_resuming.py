"""An export that was ended anywhere goes on where it stopped, and comes to the files of one that was not."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from fraudctl.errors import CommandError
from fraudctl.export.export_run import ExportRun
from fraudctl.export.manifest import Manifest
from fraudctl.export.spool import Spool
from fraudctl.interruption import Interrupted
from tests.fraudctl.backtest.paid_stack import PaidStack
from tests.fraudctl.export.conftest import Exported
from tests.fraudctl.rollout.stack_of_strategies import MemoryTarget

PAGE = 3
"""Rows."""


class Paged(MemoryTarget):
    """A target whose scans come in small pages, and which counts them; those of some segments fail."""

    scans = 0
    failing: tuple[int, ...] = ()
    asked_for = 0
    """Rows of a page, at most."""

    def client(self, service: str, **more: Any) -> Any:
        return SmallPages(super().client(service, **more))


class SmallPages:
    """A client of DynamoDB whose pages have three rows."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def scan(self, **asked: Any) -> Any:
        Paged.scans += 1
        Paged.asked_for = asked["Limit"]
        if asked["Segment"] in Paged.failing:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "not now"}}, "Scan")
        return self._client.scan(**{**asked, "Limit": PAGE})


@pytest.fixture
def paged(stack: PaidStack) -> Paged:
    """Return the stack, in small pages."""
    Paged.scans, Paged.failing = 0, ()
    return Paged(stack=stack.target.stack, region=stack.target.region, exports=stack.target.exports)


def ending_at(step: int) -> Callable[[int], None]:
    """Return what is told of steps and ends the run at one of them."""
    steps = count()

    def told(_: int) -> None:
        if next(steps) == step:
            raise Interrupted

    return told


def contents(run: ExportRun) -> dict[str, bytes]:
    return {each.name: (run.folder / each.name).read_bytes() for each in run.manifest.files}


@pytest.mark.parametrize(("form", "every"), [("jsonl", 2), ("csv", 7)])
def test_it_may_be_ended_after_any_page_and_any_file(exported: Exported, paged: Paged, form: str, every: int) -> None:
    whole, pages = exported(form, folder="whole", target=paged), Paged.scans
    for step in range(0, pages, every):
        with pytest.raises(Interrupted):
            exported(form, folder=f"page-{step}", target=paged, looked=ending_at(step))
        Paged.scans = 0
        again = exported(form, folder=f"page-{step}", target=paged)
        assert contents(again) == contents(whole)
        assert (again.resumed, again.manifest.left_out) == (True, whole.manifest.left_out)
        assert Paged.scans <= pages - step, "what was read is not read again"
    for step in range(3):
        with pytest.raises(Interrupted):
            exported(form, folder=f"file-{step}", target=paged, written=ending_at(step))
        Paged.scans = 0
        assert contents(exported(form, folder=f"file-{step}", target=paged)) == contents(whole)
        assert Paged.scans == 0
    assert pages > 8, "there is more than a page a segment"


def test_what_was_read_beside_a_page_that_could_not_be_is_not_read_again(exported: Exported, paged: Paged) -> None:
    whole, pages = exported(folder="whole", target=paged), Paged.scans
    Paged.failing = (2, 5)
    with pytest.raises(ClientError, match="not now"):
        exported(target=paged)
    Paged.scans, Paged.failing = 0, ()

    assert contents(exported(target=paged)) == contents(whole)
    assert Paged.scans == pages - 6, "of eight segments, six had a page"


def test_a_page_is_of_few_rows_so_that_all_that_belongs_to_them_is_read_though_many_calls_fail(
    exported: Exported, paged: Paged
) -> None:
    """Two calls for each of three tables; with a megabyte of rows there were hundreds, of which one always failed."""
    exported(target=paged)

    assert Paged.asked_for == 200


def test_a_file_that_was_cut_off_is_written_anew(exported: Exported, tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        exported(written=ending_at(0))
    (tmp_path / "out" / "payments-2026-11-18.jsonl").write_text("cut o")

    assert contents(exported()) == contents(exported(folder="whole"))


def test_a_complete_export_has_no_working_file_and_says_that_nothing_is_left(
    exported: Exported, tmp_path: Path
) -> None:
    run = exported()

    assert not (tmp_path / "out" / ".export.sqlite").exists()
    assert ExportRun(run.folder, run.manifest.request, run.time.now).complete


def test_another_request_is_refused_and_told_what_the_folder_holds(exported: Exported) -> None:
    exported()

    with pytest.raises(CommandError, match=r"holds an export of --since 2026-11-01 --format jsonl --stack test: give"):
        exported("csv")


def test_two_exports_into_a_folder_do_not_run_at_once(exported: Exported, tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        exported(written=ending_at(0))

    with (
        Spool(tmp_path / "out" / ".export.sqlite"),
        pytest.raises(CommandError, match="another export is under way there"),
    ):
        exported()


@pytest.mark.parametrize("content", [b"{", b"{}", b'{"version": "x"}'])
def test_a_manifest_that_is_none_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)

    with pytest.raises(CommandError, match=r"manifest.json is no manifest of an export"):
        Manifest.read(tmp_path)
