"""Ports for processes that tests start, stop and start again on the same number."""

from __future__ import annotations

import os
import random
import socket

# Below the range from which the kernel numbers outgoing connections and servers on port 0 (32768 and up on Linux), and
# a part for each worker of a parallel run. A process that is killed and started again so finds its port as it left it:
# taken from that range, another worker's server had it meanwhile and answered in the process's place.
_FIRST, _SHARE, _SHARES = 10_000, 1_000, 20
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _SHARES
_given = random.randrange(_SHARE)  # two runs on one machine begin at different places


def free_port() -> int:
    """A TCP port of the loopback nobody listens on, another one each time. Raises RuntimeError when all are taken."""
    global _given
    for _ in range(_SHARE):
        _given = (_given + 1) % _SHARE
        port = _FIRST + _WORKER * _SHARE + _given
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"every port of worker {_WORKER} is taken")
