"""The sandbox of the embedded AWS: the environment that it sees, and the ports that it may listen on."""

import errno
import os
import socket
from pathlib import Path

HOST = "127.0.0.1"


def sandbox_environment(port: int, temporary: Path) -> dict[str, str]:
    """Return all that the emulator, and through it every function, sees of this machine's environment."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(temporary),
        "TMPDIR": str(temporary),
        "NO_PROXY": "*",  # else macOS adds the proxy of its own settings
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",  # else it may listen on every interface, port 8883
        "DOCKER_HOST": f"unix://{temporary}/no-docker",  # else it removes other emulators' containers
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.2",
    }


def port_problem(port: int) -> str:
    """Return why this user cannot listen there; empty if nothing prevents it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have just ended do not count
        try:
            probe.bind((HOST, port))
        except PermissionError:
            return "is for root alone"
        except OSError as error:
            return "is taken" if error.errno == errno.EADDRINUSE else f"cannot be listened on ({error.strerror})"
    return ""


def is_free(port: int) -> bool:
    """Return whether this user can listen there."""
    return not port_problem(port)


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
