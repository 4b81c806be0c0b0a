"""Run on ministack's interpreter: invoke a function while the thread that reads its log gets no CPU; print its log."""

import importlib
import io
import json
import sys
import threading
import zipfile
from types import ModuleType
from typing import Any

from emulator.process.forked_workers import patch_workers
from emulator.process.function_logs import patch_logs

CODE = (
    "import time\n\ndef handler(event, context):\n    for each in range(3):\n        print('line', each)\n    {then}\n"
)


class Starved(threading.Thread):
    """A thread that gets no CPU."""

    def start(self) -> None:
        if not self.name.startswith("stderr-"):
            super().start()


def invoke(runtime: Any, then: str) -> str:
    """Return what ministack tells of the log of one invocation."""
    runtime.threading = ModuleType("threading")
    runtime.threading.__dict__.update({**vars(threading), "Thread": Starved})
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("code.py", CODE.format(then=then))
    arn = "arn:aws:lambda:us-east-1:000000000000:function:f"
    config = {"FunctionName": "f", "FunctionArn": arn, "Runtime": "python3.12", "Handler": "code.handler", "Timeout": 1}
    worker = runtime.Worker("f", config, archive.getvalue())
    log: str = worker.invoke({}, "id")["log"]
    runtime.kill_workers([worker])
    return log


if __name__ == "__main__":
    lambdas = importlib.import_module("ministack.core.lambda_runtime")
    patch_workers(lambdas)
    patch_logs(lambdas)
    print(json.dumps(invoke(lambdas, sys.argv[1])))  # noqa: T201 -- for the test
