"""The console's server, on this machine alone."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn

from fraudctl.console.app import application
from fraudctl.console.context import Console
from fraudctl.console.rendering import compile_templates
from fraudctl.console.session import ConsoleSession
from fraudctl.errors import CommandError

HOST = "127.0.0.1"

ENDS_WITHIN = 10.0
"""Seconds that the server may take to finish what it answers; requests under way have two."""


@contextlib.contextmanager
def serving(console: Console, *, port: int = 0) -> Iterator[tuple[ConsoleSession, Callable[[], object]]]:
    """Serve a console while the block runs, in a thread; yield its session, and a function that waits for the end.

    Raises:
        CommandError: something else listens at the port.
    """
    compile_templates()
    listening = _listening(port)
    session = ConsoleSession(listening.getsockname()[1])
    config = uvicorn.Config(
        application(console, session),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    ended = threading.Event()  # a join that a signal interrupts takes the thread for ended ever after

    def serve() -> None:
        try:
            server.run([listening])
        finally:
            ended.set()

    console.refresher.start()
    threading.Thread(target=serve, name="console-server", daemon=True).start()
    try:
        yield session, ended.wait
    finally:
        server.should_exit = True
        console.close()
        ended.wait(ENDS_WITHIN)
        listening.close()


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()  # so that a browser may connect before the server's thread is ready
    except OSError as error:
        listening.close()
        raise CommandError(
            f"the console cannot listen at {HOST}:{port}: {error.strerror}; choose another --port"
        ) from error
    return listening
