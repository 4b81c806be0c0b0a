"""What the embedded AWS gets to see of this machine, and where on it it may listen."""

import os
import socket
from pathlib import Path

HOST = "127.0.0.1"


def environment(port: int, temporary: Path) -> dict[str, str]:
    """All that the emulator, and through it every function, sees of this machine's environment."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(temporary),
        "TMPDIR": str(temporary),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",  # else it may listen on every interface, port 8883
        "DOCKER_HOST": f"unix://{temporary}/no-docker",  # else it removes other emulators' containers
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.2",
    }


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that ended lately do not count
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
