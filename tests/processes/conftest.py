"""`fraudctl` as a shell starts it: what these tests share."""

from tests.fraudctl.conftest import server

__all__ = ["server"]
