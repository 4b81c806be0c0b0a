"""A feed can be stopped while it is waited for; the bytes that came before are not lost."""

import gzip
import io
import os
from collections.abc import Iterator
from threading import Thread
from typing import BinaryIO

import pytest

from fraudctl.client.reading import read_transactions
from fraudctl.client.reading.source import StoppableSource
from tests.fraudctl.client.feed import A, B


@pytest.fixture
def pipe() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    reading, writing = os.pipe()
    with open(reading, "rb") as out, open(writing, "wb", buffering=0) as into:  # noqa: PTH123 -- descriptors
        yield out, into


def test_a_stop_ends_a_wait_for_bytes(pipe: tuple[BinaryIO, BinaryIO]) -> None:
    source, found = StoppableSource(pipe[0]), []
    waiting = Thread(target=lambda: found.append(source.read1(10)), daemon=True)
    waiting.start()

    source.stop()
    waiting.join(60)

    assert found == [b""]
    source.close()


def test_what_is_there_is_given_at_once(pipe: tuple[BinaryIO, BinaryIO]) -> None:
    source = StoppableSource(pipe[0])
    pipe[1].write(b"abc")

    assert source.read1(1 << 16) == b"abc"
    source.close()


def test_a_descriptor_that_does_not_block_is_waited_for_all_the_same(pipe: tuple[BinaryIO, BinaryIO]) -> None:
    os.set_blocking(pipe[0].fileno(), False)
    source, found = StoppableSource(pipe[0]), []
    waiting = Thread(target=lambda: found.append(source.read1(10)), daemon=True)
    waiting.start()

    pipe[1].write(b"abc")
    waiting.join(60)

    assert found == [b"abc"]
    source.close()


@pytest.mark.parametrize("data", [A + b"\n" + B, gzip.compress(A + b"\n" + B, mtime=0)])
def test_a_file_in_memory_is_read_to_its_end(data: bytes) -> None:
    source = StoppableSource(io.BufferedReader(io.BytesIO(data)))

    assert [text for _, text in read_transactions(source)] == [A, B]
    source.close()
