"""The process that functions' processes are forked from: it has imported and read what all of them would begin with.

That is the SDK and its models of services, a third of a second and more at each cold start. Run as a script by
ministack with a socket's number and services, on the interpreter of the functions, without this project on its path.
For each request it forks, and answers with the child's number and a descriptor of it.
"""

import contextlib
import functools
import gc
import json
import os
import runpy
import signal
import socket
import sys
from pathlib import Path
from typing import Any

REQUEST = 1 << 20
"""More bytes than a request takes; Lambda allows 4 KB of variables."""
STANDARD = 3
"""The descriptors that come with a request: the child's standard input, output and error."""


def main() -> None:
    """Make a client of each service that is given, then fork for each request until ministack has ended."""
    del sys.path[0]  # of this script's folder; functions must not find this project but in their archives
    requests = socket.socket(fileno=int(sys.argv[1]))
    _make_clients(sys.argv[2:])
    signal.signal(signal.SIGCHLD, lambda *_: _reap())
    while received := _receive(requests):
        request, descriptors = received
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # a child that was reaped cannot be opened
        child = os.fork()
        if child == 0:
            requests.close()
            _become(request, descriptors)
            return
        handle = os.pidfd_open(child)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        with contextlib.suppress(BrokenPipeError):  # ministack has ended
            socket.send_fds(requests, [b"%d" % child], [handle])
        for each in (handle, *descriptors):
            os.close(each)


def _make_clients(services: list[str]) -> None:
    """Import what a client needs and keep the models that it reads: a function's own clients are made of the same."""
    import botocore.session  # noqa: PLC0415 -- with the path that functions have

    botocore.session.create_loader = functools.cache(botocore.session.create_loader)
    session = botocore.session.Session()
    session.set_credentials("nobody's", "nobody's")  # else it would look for some, as far as the network
    for service in services:
        session.create_client(service, region_name="us-east-1")
    gc.collect()
    gc.freeze()  # a function's own collections need not look through what it has from here


def _receive(requests: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Return the next request and its descriptors; None at the end."""
    content, descriptors, _, _ = socket.recv_fds(requests, REQUEST, STANDARD)
    return (json.loads(content), descriptors) if content else None


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _become(request: dict[str, Any], descriptors: list[int]) -> None:
    """Run the requested script in this process, as if an interpreter had been started with it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    for standard, descriptor in enumerate(descriptors):
        os.dup2(descriptor, standard)
        os.close(descriptor)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    script = request["script"]
    sys.argv[:] = [script]
    sys.path.insert(0, str(Path(script).parent))
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
