"""Fixtures of the tests that run `fraudctl` as a shell starts it."""

from tests.fraudctl.conftest import server

__all__ = ["server"]
