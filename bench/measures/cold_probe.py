"""A program for a bare interpreter: from import to the first answer, of a function or of the SDK alone.

Arguments: folder of the archive, folder of the layer's packages, path of `instant.py`, and a file that holds the
function's module (None for the SDK alone), its event, the calls of its first answer, and the profiles that these find.
Prints milliseconds as JSON.
"""

import contextlib
import importlib
import io
import json
import pathlib
import sys
import time
from typing import Any


class _Context:
    aws_request_id = "8f7e6d5c-0000-4000-8000-1234567890ab"
    function_name = "bench"


def _answer_at_once(path: str, profiles: Any) -> None:
    """Answer every call in this process; that imports botocore, which both sides need and which counts for both."""
    sys.path.insert(0, str(pathlib.Path(path).parent))
    module = importlib.import_module("instant")
    import botocore.hooks

    aws, made = module.InstantAws(), botocore.hooks.EventAliaser.__init__
    aws.profiles = profiles

    def attached(self: Any, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        aws.attach(self)

    botocore.hooks.EventAliaser.__init__ = attached  # type: ignore[method-assign]  # whichever way clients are made, their events begin here


def _bare(case: Any) -> None:
    import boto3
    from botocore import xform_name
    from botocore.config import Config

    config = Config(connect_timeout=1, read_timeout=1.5, retries={"mode": "standard", "total_max_attempts": 2})
    clients = {service: boto3.client(service, config=config) for service in case["clients"]}
    for service, operation, params in case["calls"]:
        getattr(clients[service], xform_name(operation))(**params)


def main(archive: str, layer: str, instant: str, case_file: str) -> None:
    """Measure one start, and print its milliseconds."""
    case = json.loads(pathlib.Path(case_file).read_text(encoding="utf-8"))
    wall, cpu = time.perf_counter(), time.process_time()
    _answer_at_once(instant, case["profiles"])
    with contextlib.redirect_stdout(io.StringIO()):
        if case["module"]:
            sys.path[:0] = [archive, layer]
            importlib.import_module(case["module"]).handler(case["event"], _Context())
        else:
            _bare(case)
    print(json.dumps({"wall": (time.perf_counter() - wall) * 1e3, "cpu": (time.process_time() - cpu) * 1e3}))


if __name__ == "__main__":
    main(*sys.argv[1:])
