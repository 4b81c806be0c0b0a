"""Chromium is installed where it is missing and that may be, and where it may not, a line says so and work goes on."""

import pytest

from tests.set_up.machine import SetUpMachine

APT = '#!/bin/sh\necho "apt-get $*" >>"$NOTES"\nexit "${APT_ENDS_WITH:-0}"\n'


@pytest.fixture
def fresh(machine: SetUpMachine) -> SetUpMachine:
    """Return a machine on which one is root and apt-get is there."""
    machine.has("apt-get", APT)
    machine.has("id", "#!/bin/sh\necho 0\n")
    machine.notes.write_text("")
    return machine


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_one_that_is_there_is_taken(fresh: SetUpMachine, name: str) -> None:
    fresh.has(name, "#!/bin/sh\n")

    done = fresh.runs("make", "chromium")

    assert (done.returncode, done.stdout, done.stderr, fresh.notes.read_text()) == (0, "", "", "")


def test_a_missing_one_is_installed(fresh: SetUpMachine) -> None:
    done = fresh.runs("make", "chromium")

    update, install = fresh.notes.read_text().splitlines()
    assert done.returncode == 0
    assert update == "apt-get update"
    assert install.startswith("apt-get install --yes --no-install-recommends chromium")


@pytest.mark.parametrize("lacking", ["apt-get", "root"])
def test_who_may_not_install_it_reads_what_is_skipped_and_goes_on(fresh: SetUpMachine, lacking: str) -> None:
    if lacking == "root":
        fresh.has("id", "#!/bin/sh\necho 1000\n")
    else:
        (fresh.path / "apt-get").unlink()

    done = fresh.runs("make", "chromium")

    assert (done.returncode, fresh.notes.read_text()) == (0, "")
    assert "the console's tests in a browser are skipped" in done.stderr


def test_an_installation_that_fails_stops_nothing(fresh: SetUpMachine) -> None:
    done = fresh.runs("make", "chromium", APT_ENDS_WITH="100")

    assert done.returncode == 0
    assert "chromium could not be installed" in done.stderr
