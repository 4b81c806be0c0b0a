"""Cold start: a fresh interpreter with the archive, the layer and boto3, from import to the first answer."""

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.aws import instant
from bench.aws.instant import InstantAws
from bench.functions import ENVIRONMENT, MODULES, loaded_functions
from bench.measurement import Measurement, Say, Scale, at_most
from bench.measures import cold_probe
from bench.pipeline import Pipeline
from bench.region import KnownRegion, SentItems, profiles_of
from bench.region_file import known_region
from bench.sample import decision_event, proxy_event, query_event, stream_event
from bench.unpacked import unpack_functions
from components.compute.code import PROJECT
from emulator.emulator import INTERPRETER
from handlers.decision.entity.entities import HEARTBEAT

RATIO = 1.2

CLIENTS = {
    "ingestion": ("dynamodb", "sqs"),
    "processing": ("lambda", "sqs"),
    "scoring": ("dynamodb", "sns"),
    "decision": ("dynamodb", "dynamodb", "sqs"),
    "queries": ("dynamodb", "dynamodb"),
}
"""The clients that each function needs: for its destination, and for the dead-letter queue if it sends there itself.
Decision's reads end sooner than its writes, and Queries' of strategies sooner than the others, so that each has a
client."""

PROFILES = PROJECT / ".build" / "bench"
LISTED = 30


STARTS = 9


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure CPU milliseconds; sources have no bytecode, as in Lambda's archive and layer.

    A ratio is the median of those of the turns, since a machine's speed changes more from minute to minute than two
    starts differ that follow one another.
    """
    measured, first = Measurement(), _first_events(known_region(scale, say))
    with tempfile.TemporaryDirectory(prefix="bench-cold-") as folder:
        root = Path(folder)
        archive, layer = unpack_functions(root)
        for name, module in MODULES.items():
            ours, bare = root / "ours.json", root / "bare.json"
            ours.write_text(json.dumps({**first[name], "module": module}))
            bare.write_text(json.dumps({**first[name], "module": None, "clients": CLIENTS[name]}))
            taken: dict[Path, list[dict[str, float]]] = {ours: [], bare: []}
            for turn in range(scale.pick(full=STARTS, quick=3)):
                say(f"{name}, start {turn + 1}")
                for file in (bare, ours) if turn % 2 else (ours, bare):
                    taken[file].append(json.loads(_probe(archive, layer, file).stdout))
            floor, mine = ({kind: _median(taken[f], kind) for kind in ("cpu", "wall")} for f in (bare, ours))
            against = f"{mine['cpu']:.0f} ms of CPU ({mine['wall']:.0f} ms) against {floor['cpu']:.0f} ms"
            ratios = (one["cpu"] / other["cpu"] for one, other in zip(taken[ours], taken[bare], strict=True))
            measured.add(name.capitalize(), statistics.median(ratios), "× bare boto3", at_most(RATIO), beside=against)
            _keep_profile(name, _probe(archive, layer, ours, "-X", "importtime").stderr)
    measured.remarks.append(
        "from an interpreter's start to the first answer; Scoring's first payment is of entities that "
        "have profiles, and bare boto3 makes the same calls; what the packaged strategy adds to a start, "
        "the decision engine's figures say"
    )
    measured.remarks.append(f"import profiles are kept in {PROFILES.relative_to(PROJECT)}")
    return measured


def _median(figures: list[dict[str, float]], kind: str) -> float:
    return statistics.median(each[kind] for each in figures)


def _first_events(region: KnownRegion) -> dict[str, dict[str, Any]]:
    """Return by function its first event, the calls that it then makes, and the profiles that it finds."""
    aws, bodies = InstantAws(), region.bodies(1)
    aws.profiles = items = SentItems(region)
    with loaded_functions(aws) as functions:
        pipeline = Pipeline(functions=functions, aws=aws)
        body = bodies[0]
        image = pipeline.ingest(body)
        (request,) = pipeline.process([image])
        events: Mapping[str, Any] = {
            "ingestion": proxy_event(body.decode()),
            "processing": stream_event([image]),
            "scoring": request,
            "decision": decision_event(body),
            "queries": query_event("/entities", queryStringParameters=_customer(body)),
        }
        profiles = {key: items[key] for key in (*profiles_of(bodies[0]), HEARTBEAT)}
        return {
            name: {"event": events[name], "calls": _calls(aws, functions, name, events[name]), "profiles": profiles}
            for name in MODULES
        }


def _customer(body: bytes) -> Mapping[str, str]:
    """Return the parameters that ask for the customer of a payment."""
    return {"kind": "customer", "id": json.loads(body)["customer_id"]}


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
