"""Allocator: how the C library of a process with many threads keeps memory."""

from __future__ import annotations

import ctypes
import sys

ARENAS = 2
"""One for each core of the usual machine.  Eight agents with new photos, three minutes (2026-11-21): the program's
processes held 1,722 MB after one and after two minutes with two arenas, 1,854 and 1,958 MB with glibc's own eight for
each core, where freed pictures of many threads stay in pieces."""
_M_ARENA_MAX = -8  # mallopt(3)


def share_arenas(arenas: int = ARENAS) -> bool:
    """Let all threads of this process share so many of glibc's arenas; False where there is no glibc.

    To be called before the first thread is started: arenas that are there stay.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # musl has no such call
        return False
    mallopt.argtypes, mallopt.restype = (ctypes.c_int, ctypes.c_int), ctypes.c_int
    return bool(mallopt(_M_ARENA_MAX, arenas))
