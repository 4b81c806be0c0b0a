"""CPU and memory are read from /proc as proc(5) describes it."""

import os

import pytest

from bench.processes import ResourceMonitor, parse_stat, parse_statm

TICKS = os.sysconf("SC_CLK_TCK")


def test_a_process_counts_its_own_cpu_time_and_its_ended_childrens() -> None:
    # pid (name) state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime cstime …
    line = "4242 (a name) with) S 1 4242 4240 0 -1 4194560 100 200 0 0 300 50 20 10 20 0 1 0 12345"

    session, seconds = parse_stat(line)

    assert session == 4240
    assert seconds == pytest.approx((300 + 50 + 20 + 10) / TICKS)


def test_memory_is_what_is_resident() -> None:
    assert parse_statm("60000 11264 4096 1 0 30000 0\n") == 11264 * os.sysconf("SC_PAGE_SIZE")


def test_a_monitor_sees_the_cpu_that_its_block_uses() -> None:
    with ResourceMonitor(leader=-1) as monitor:
        total = sum(range(3_000_000))

    assert total
    assert monitor.cpu > 0
    assert monitor.peak > 1024**2
