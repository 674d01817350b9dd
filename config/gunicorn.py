"""How gunicorn runs Waymark, embedded and in production. The address and the number of processes are arguments."""

import gc

from gunicorn.arbiter import Arbiter
from gunicorn.workers import gthread

worker_class = "gthread"
threads = 4
preload_app = True
keepalive = 75  # seconds: whoever reads between two saves comes back on the same connection
graceful_timeout = 2
control_socket_disable = True

# Browsers open connections ahead of need. Each held a thread for five seconds, and four of them held everybody; now the
# poller takes over a new connection that says nothing for this many seconds.
gthread.DEFAULT_WORKER_DATA_TIMEOUT = 0.1


def when_ready(server: Arbiter) -> None:
    """Load what every request needs before the workers fork, and keep the collector off it.

    Frozen objects are never scanned: no long pause in a request, and the pages stay shared between the processes.
    """
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # imports every view
    gc.collect()
    gc.freeze()
