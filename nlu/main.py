"""The nlu process: Rasa's HTTP server with our trained model."""

from __future__ import annotations

import gc
import os
import socket
import sys
import time
import warnings

from threadpoolctl import threadpool_limits

from nlu.checks.desk import CheckDesk
from nlu.checks.tries import TryDesk
from nlu.clusters.desk import ClusterDesk
from nlu.errors import NluError, PortTaken
from nlu.feed.follower import Follower
from nlu.feed.source import FeedSource, NoSource
from nlu.live.evaluator import Evaluator
from nlu.live.held import hold
from nlu.live.refitter import Refitter
from nlu.live.starting import serving_from
from nlu.metrics import Metrics
from nlu.model_archive import newest_model, open_model
from nlu.rasa_environment import quiet
from nlu.settings import Settings

BACKLOG = 256  # connections waiting to be accepted
# How long a thread that reads a feed or a refit may keep a message waiting, each time that lets go of the interpreter;
# with Python's own 5 ms a message took 30 ms more while a refit was swapped in.
SWITCH_SECONDS = 0.0005


def main() -> int:
    quiet(os.environ)
    try:
        serve(Settings.from_env(os.environ))
    except NluError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def serve(settings: Settings) -> None:
    """Until SIGTERM or SIGINT. Raises what stops the room (`nlu.errors`) before anything is served."""
    path = newest_model(settings.models)
    opened = open_model(path)
    listening = _listen(settings.host, settings.port)
    with warnings.catch_warnings(record=True):  # Rasa's libraries complain of each other's age while imported
        from nlu.logs import configure_logs
        from nlu.server import build_app, load_agent

    threadpool_limits(limits=1, user_api="blas")  # a message is too little to share: the second thread would only wait
    sys.setswitchinterval(SWITCH_SECONDS)
    metrics = Metrics()
    configure_logs()
    serving, known = serving_from(opened, settings.live, metrics)
    hold(serving)
    refitter = Refitter(serving, opened.intents.cleaner, path, settings.live, metrics)
    serving.when_stale = refitter.wake
    evaluator = Evaluator(serving.fingerprint, path, settings.live, settings.data, metrics)
    refitter.when_swapped = serving.when_decided_otherwise = evaluator.wake
    source = FeedSource(settings.actions_url, settings.actions_token) if settings.actions_token else NoSource()
    follower = Follower(source, settings.live, serving.take_feed, metrics, time.time, known)
    checks = CheckDesk(path, settings.live, settings.data, settings.conversations)
    tries = TryDesk(serving, opened.entities)
    clusters = ClusterDesk(path)
    agent = load_agent(path, metrics)
    app = build_app(agent, settings.token, metrics, follower.state, checks, tries, clusters, lambda: evaluator.newest)
    configure_logs()  # once more: building the app gave Sanic's loggers handlers of their own
    follower.look()  # what is published already is served from the first message on
    follower.start()
    if serving.is_stale:
        refitter.wake()
    refitter.start()
    evaluator.wake()
    evaluator.start()
    gc.collect()
    gc.freeze()  # Rasa's million objects stay; looking through them for garbage stopped all parsing for a second
    try:
        app.run(sock=listening, workers=1, access_log=False, debug=False, motd=False)
    finally:
        follower.stop()
        refitter.stop()
        evaluator.stop()
        checks.stop()
        clusters.stop()


def _listen(host: str, port: int) -> socket.socket:
    """Bound before the slow part, so that a taken port is known at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortTaken(host, port) from error
    return listening


if __name__ == "__main__":
    raise SystemExit(main())
