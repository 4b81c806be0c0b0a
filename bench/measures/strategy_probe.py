"""A program for a bare interpreter: the first time that a strategy is compiled, with its language just imported.

Arguments: folder of the archive, folder of the layer's packages. Prints milliseconds of CPU as JSON.
"""

import json
import pathlib
import sys
import time


def main(archive: str, layer: str, file: str) -> None:
    """Measure one start, and print its milliseconds."""
    import inspect  # noqa: F401 -- botocore imports it, and with it all of the standard library that the language needs

    sys.path[:0] = [archive, layer]
    import msgspec  # noqa: F401 -- likewise imported before, by the contract

    text = pathlib.Path(archive, file).read_bytes()
    started = time.process_time()
    from handlers.decision.decide import Decider
    from handlers.decision.strategy.document import parse_canonical
    from handlers.decision.strategy.loading import load

    imported = time.process_time()
    Decider(load(parse_canonical(text)))  # type: ignore[arg-type]  # the default has no problems
    compiled = time.process_time()
    print(json.dumps({"imports": (imported - started) * 1e3, "compiling": (compiled - imported) * 1e3}))


if __name__ == "__main__":
    main(*sys.argv[1:])
