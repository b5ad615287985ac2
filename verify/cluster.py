"""The executor of a Dask cluster (extra ``distributed``)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from urllib.parse import urlsplit

#: How long a scheduler may take to answer.
CONNECT_SECONDS = 10.0


@contextmanager
def dask(address: str) -> Iterator[Executor]:
    """Give the executor of a running Dask cluster, and leave the cluster when done.

    Parameters
    ----------
    address : of its scheduler, such as ``tcp://127.0.0.1:8786``

    Raises
    ------
    ModuleNotFoundError
        If the extra ``distributed`` is not installed.
    ValueError
        If the address has no host or port.
    OSError
        If nothing answers there.
    """
    from distributed import Client

    # A client that finds nobody takes its time, and starts threads that outlive the failure: knock first.
    parts = urlsplit(address)
    if not parts.hostname or not parts.port:
        raise ValueError(f"address must have a host and a port, such as tcp://127.0.0.1:8786, got {address}")
    socket.create_connection((parts.hostname, parts.port), CONNECT_SECONDS).close()
    with Client(address, set_as_default=False, timeout=CONNECT_SECONDS) as client:
        yield client.get_executor(pure=False)
