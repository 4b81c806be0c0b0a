"""The console's server, on this machine alone."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn

from fraudctl.console.app import application
from fraudctl.console.context import Console
from fraudctl.console.session import ConsoleSession
from fraudctl.errors import CommandError

HOST = "127.0.0.1"


@contextlib.contextmanager
def serving(console: Console, *, port: int = 0) -> Iterator[tuple[ConsoleSession, Callable[[], None]]]:
    """Serve a console while the block runs, in a thread; yield its session, and a function that waits for the end.

    Raises:
        CommandError: something else listens at the port.
    """
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
    thread = threading.Thread(target=server.run, args=([listening],), name="console-server", daemon=True)
    console.refresher.start()
    thread.start()
    try:
        yield session, thread.join
    finally:
        server.should_exit = True
        console.close()
        thread.join(timeout=5)
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
