"""The functions' code: the archive of our own modules, and the layer of vendored packages."""

import fcntl
import hashlib
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi import (
    Archive,
    AssetArchive,
    ComponentResource,
    FileArchive,
    FileAsset,
    Input,
    Output,
    ResourceOptions,
    StringAsset,
)
from pulumi_aws import lambda_
from uv import find_uv_bin

from components.compute.strategy import packaged_strategy
from components.context import Context

PROJECT = Path(__file__).parents[2]
LOCK = PROJECT / "requirements" / "layer.lock"
BUILDS = PROJECT / ".build"

STRATEGY = PROJECT / "strategies" / "default.yaml"
"""The strategy that every stack decides by until it is told otherwise."""

PACKAGED_STRATEGY = "strategies/default.json"
"""Its place in the archive."""

RUNTIME, ARCHITECTURE = "python3.13", "arm64"

OLDEST = "manylinux_2_28"
"""The oldest Linux that all packages are built for; Lambda's is newer."""

_OLDER = re.compile(r"manylinux(1|2010|2014|_2_(\d|1\d|2[0-7]))$")


@dataclass(frozen=True, kw_only=True)
class FunctionCode:
    """The archive and the layer that all functions of a stack run."""

    archive: Archive
    layer_arn: Input[str]


def handlers_archive() -> AssetArchive:
    """Return the `handlers` package and the strategy.

    The package's sources only: bytecode would change the hash from machine to machine.

    Raises:
        pulumi.RunError: the strategy's file is broken.
    """
    sources = sorted((PROJECT / "handlers").rglob("*.py"))
    package = {source.relative_to(PROJECT).as_posix(): FileAsset(str(source)) for source in sources}
    return AssetArchive({**package, PACKAGED_STRATEGY: StringAsset(packaged_strategy(STRATEGY))})


@dataclass(frozen=True, kw_only=True)
class LayerArgs:
    """The interpreter (`3.13`) and the platform (as `uv` names it) that the vendored packages are built for."""

    context: Context
    python: str
    platform: str


class Layer(ComponentResource):
    """One layer for all functions: the packages that Lambda's runtime lacks, as the lock pins them."""

    arn: Output[str]

    def __init__(self, name: str, args: LayerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Layer", name, {}, opts)
        packages = vendor(args.python, args.platform)
        version = lambda_.LayerVersion(
            name,
            layer_name=args.context.physical_name(name),
            code=AssetArchive({"python": FileArchive(str(packages))}),
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[ARCHITECTURE],
            opts=ResourceOptions(parent=self),
        )
        self.arn = version.arn
        self.register_outputs({"arn": self.arn})


def vendor(python: str, platform: str) -> Path:
    """Return the folder of packages that `layer.lock` pins; build it once for each lock, interpreter and platform.

    A platform of an older Linux, as a stack's configuration may name since earlier releases, is taken for the OLDEST.

    Raises:
        pulumi.RunError: the installer failed; carries its last line.
    """
    platform = _OLDER.sub(OLDEST, platform)
    digest = hashlib.sha256(f"{LOCK.read_text()}\n{python}\n{platform}".encode()).hexdigest()[:16]
    built = BUILDS / f"layer-{digest}"
    if not built.exists():
        BUILDS.mkdir(exist_ok=True)
        with LOCK.open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the installer holds it too, should this process be killed
            if not built.exists():  # else another deployment was quicker, with the same content
                _build(built, python, platform, lock.fileno())
    return built


def _build(target: Path, python: str, platform: str, lock: int) -> None:
    """Build in a staging folder, and delete unfinished ones, which a killed process left."""
    for abandoned in BUILDS.glob("tmp*"):
        shutil.rmtree(abandoned)
    staging = Path(tempfile.mkdtemp(dir=BUILDS))
    try:
        _install(staging, python, platform, lock)
        staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _install(target: Path, python: str, platform: str, lock: int) -> None:
    command = [find_uv_bin(), "pip", "install", "--quiet", "--target", str(target), "--python-version", python]
    command += ["--python-platform", platform, "--only-binary", ":all:", "--link-mode", "copy", "--no-compile-bytecode"]
    command += ["--require-hashes", "--requirement", str(LOCK)]
    done = subprocess.run(command, pass_fds=(lock,), capture_output=True, text=True, check=False)  # noqa: S603 -- our own installer and lock
    if done.returncode:
        last = (done.stderr.strip() or "the installer said nothing").splitlines()[-1]
        raise pulumi.RunError(f"the layer could not be built: {last}")
    for record in ("RECORD", "INSTALLER", "REQUESTED", "uv_cache.json"):  # say when and how, not what
        for found in target.glob(f"*.dist-info/{record}"):
            found.unlink()
    shutil.rmtree(target / "bin", ignore_errors=True)
    (target / ".lock").unlink(missing_ok=True)
