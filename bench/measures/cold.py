"""Cold start: a fresh interpreter with the archive, the layer and boto3, from import to the first answer."""

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.aws import instant
from bench.aws.instant import InstantAws
from bench.earlier import unpack_earlier
from bench.functions import ENVIRONMENT, MOST_OF_FIXED, NAMES, loaded_functions
from bench.measurement import Measurement, Say, Scale, at_most
from bench.measures import cold_probe
from bench.pipeline import Pipeline
from bench.sample import proxy_event, request_bodies, stream_event
from bench.unpacked import unpack_functions
from components.compute.code import PROJECT
from emulator.emulator import INTERPRETER

RATIO = 1.2

CLIENTS = {"ingestion": ("dynamodb", "sqs"), "processing": ("lambda", "sqs"), "scoring": ("dynamodb", "sns")}
"""The clients that each function needs: for its destination, and for the dead-letter queue if it sends there itself."""

PROFILES = PROJECT / ".build" / "bench"
LISTED = 30


@dataclass(frozen=True, kw_only=True)
class ColdCase:
    """A function's start, and the start that it is measured against."""

    name: str
    function: str
    other: dict[str, Any]
    unit: str
    ratio: float
    earlier: bool = False
    """True if the other starts from the archive as it was before rules were data."""
    starts: int = 9


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure CPU milliseconds; sources have no bytecode, as in Lambda's archive and layer.

    A ratio is the median of those of the turns, since a machine's speed changes more from minute to minute than two
    starts differ that follow one another.
    """
    measured, first = Measurement(), _first_events()
    cases = [
        ColdCase(
            name=name.capitalize(),
            function=name,
            other={"module": None, "clients": CLIENTS[name]},
            unit="× bare boto3",
            ratio=RATIO,
        )
        for name in NAMES
    ]
    by_strategy = ColdCase(
        name="Scoring by a strategy",
        function="scoring",
        other={"module": "handlers.scoring"},
        unit="× before strategies",
        ratio=MOST_OF_FIXED,
        earlier=True,
        starts=25,  # of two that differ by less than single starts do
    )
    with tempfile.TemporaryDirectory(prefix="bench-cold-") as folder:
        root = Path(folder)
        archive, layer = unpack_functions(root)
        try:
            earlier = unpack_earlier(root)
        except ValueError as error:
            earlier = archive
            measured.remarks.append(f"{by_strategy.name} is not measured: {error}")
        else:
            cases.append(by_strategy)
        for case in cases:
            ours, other = root / "ours.json", root / "other.json"
            ours.write_text(json.dumps({**first[case.function], "module": f"handlers.{case.function}"}))
            other.write_text(json.dumps({**first[case.function], **case.other}))
            started = {other: earlier if case.earlier else archive, ours: archive}
            taken: dict[Path, list[dict[str, float]]] = {file: [] for file in started}
            for turn in range(scale.pick(full=case.starts, quick=3)):
                say(f"{case.name}, start {turn + 1}")
                for file in (other, ours) if turn % 2 else (ours, other):
                    taken[file].append(json.loads(_probe(started[file], layer, file).stdout))
            floor, mine = ({kind: _median(taken[f], kind) for kind in ("cpu", "wall")} for f in (other, ours))
            against = f"{mine['cpu']:.0f} ms of CPU ({mine['wall']:.0f} ms) against {floor['cpu']:.0f} ms"
            ratios = (one["cpu"] / another["cpu"] for one, another in zip(taken[ours], taken[other], strict=True))
            measured.add(case.name, statistics.median(ratios), case.unit, at_most(case.ratio), beside=against)
            _keep_profile(case.function, _probe(archive, layer, ours, "-X", "importtime").stderr)
    measured.remarks.append(f"import profiles are kept in {PROFILES.relative_to(PROJECT)}")
    return measured


def _median(figures: list[dict[str, float]], kind: str) -> float:
    return statistics.median(each[kind] for each in figures)


def _first_events() -> dict[str, dict[str, Any]]:
    """Return by function its first event, and the calls that it then makes."""
    aws = InstantAws()
    with loaded_functions(aws) as functions:
        pipeline = Pipeline(functions=functions, aws=aws)
        body = request_bodies(1)[0]
        image = pipeline.ingest(body)
        (request,) = pipeline.process([image])
        events: Mapping[str, Any] = {
            "ingestion": proxy_event(body.decode()),
            "processing": stream_event([image]),
            "scoring": request,
        }
        return {name: {"event": events[name], "calls": _calls(aws, functions, name, events[name])} for name in NAMES}


def _calls(aws: InstantAws, functions: Any, name: str, event: Mapping[str, Any]) -> list[Any]:
    calls = aws.record(lambda: functions.call(name, event))
    return [(service, operation, _plain(params)) for service, operation, params in calls]


def _plain(value: Any) -> Any:
    """Return parameters as JSON has them; botocore takes texts for bytes."""
    match value:
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case bytes():
            return value.decode("latin-1")
    return value


def _probe(archive: Path, layer: Path, case: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [
        INTERPRETER,
        "-I",
        "-B",
        *options,
        cold_probe.__file__,
        archive,
        layer,
        instant.__file__,
        case,
    ]
    environment = {"PATH": os.defpath, **ENVIRONMENT}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 -- our own interpreter and script


def _keep_profile(name: str, importtime: str) -> None:
    """Write the slowest imports to a file, slowest first."""
    lines = [line for line in importtime.splitlines() if line.startswith("import time:") and "|" in line]
    slowest = sorted(lines[1:], key=lambda line: -int(line.split("|")[1]))[:LISTED]
    PROFILES.mkdir(parents=True, exist_ok=True)
    (PROFILES / f"imports-{name}.txt").write_text("\n".join([lines[0], *slowest]) + "\n")
