"""The session of whoever opened the console's address first, by the cookie that this set."""

import secrets
import threading
from http.cookies import CookieError, SimpleCookie

SECRET_BYTES = 32


class ConsoleSession:
    """The secret of the one-time address, and that of the cookie; both live as long as the process."""

    def __init__(self, port: int) -> None:
        """Make both secrets; cookies know no port, so that two consoles on a machine need two names."""
        self.port = port
        self.cookie_name = f"fraudctl_console_{port}"
        self._entrance: str | None = secrets.token_urlsafe(SECRET_BYTES)
        self._cookie = secrets.token_urlsafe(SECRET_BYTES)
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """Return the address that lets in whoever opens it first."""
        return f"http://127.0.0.1:{self.port}/enter/{self._entrance}"

    @property
    def hosts(self) -> frozenset[str]:
        """Return the hosts by which the console may be called: a name that DNS gives this address is none of them."""
        return frozenset((f"127.0.0.1:{self.port}", f"localhost:{self.port}"))

    def enter(self, given: str) -> str | None:
        """Return the cookie for the secret of the address, which is spent with that; None for any other."""
        with self._lock:
            entrance = self._entrance
            if entrance is None or not secrets.compare_digest(given.encode(), entrance.encode()):
                return None
            self._entrance = None
        return f"{self.cookie_name}={self._cookie}; HttpOnly; SameSite=Strict; Path=/"

    def admits(self, header: str) -> bool:
        """Return whether a header `Cookie` has the console's."""
        try:
            given = SimpleCookie(header).get(self.cookie_name)
        except CookieError:
            return False
        return given is not None and secrets.compare_digest(given.value.encode(), self._cookie.encode())
