"""A program for a fresh interpreter: run the stack under mocks or deploy it; it prints seconds as JSON."""

import json
import sys
import time

started, cpu = time.perf_counter(), time.process_time()


def run_under_mocks() -> dict[str, float]:
    """Run the program under mocks, to its last resource."""
    from emulator.emulator import PROJECT
    from emulator.program.configuration import read_configuration
    from emulator.program.dry_run_provider import DryRunProvider
    from emulator.program.run import run_program

    run = run_program(PROJECT, "dev", read_configuration(PROJECT, "dev", {}), DryRunProvider())
    return {"resources": len(run.resources)}


def deploy_stack() -> dict[str, float]:
    """Deploy until the last function is active, the emulator's start included."""
    from emulator.deployment import deploy
    from emulator.emulator import Emulator

    with Emulator() as emulator:
        deployment = deploy(emulator, "dev", {"suffix": "bench"})
        return {"deployment": deployment.seconds, "resources": len(deployment.resources), **_so_far()}


def _so_far() -> dict[str, float]:
    return {"wall": time.perf_counter() - started, "cpu": time.process_time() - cpu}


if __name__ == "__main__":
    answer = {"mocks": run_under_mocks, "deployment": deploy_stack}[sys.argv[1]]()
    print(json.dumps({**_so_far(), **answer}))
