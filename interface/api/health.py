"""How the server is: does it answer, are its views up to date, and the figures a monitor reads."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from fastapi import FastAPI, Response

from domain.envelope import Instant
from interface.api import answers
from interface.bootstrap import SOFTWARE, Store

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"

Sample = tuple[Mapping[str, str], float]


def add_health(app: FastAPI, store: Store) -> None:
    """The routes nobody needs a key for. They tell positions and names of views, nothing else."""

    @app.get("/livez")
    def livez() -> Response:
        return answers.plain_answer({"ok": True})

    @app.get("/readyz")
    def readyz() -> Response:
        """Ready when every view holds every fact of the log, and its head could be signed."""
        head, views = store.log.end(), store.projector.status()
        folded = head <= views.position <= store.log.end()
        unsigned = store.publisher.trouble if store.publisher else None
        body: dict[str, Any] = {
            "ok": not views.stopped and folded and unsigned is None,
            "position": head,
            "views": views.position,
            "stopped": [
                {"view": stop.view, "position": stop.position, "reason": stop.reason}
                for stop in views.stopped
            ],
        }
        if store.publisher:
            body |= {"unsigned": unsigned, "unwitnessed": store.publisher.alarm}
        return answers.plain_answer(body, 200 if body["ok"] else 503)

    @app.get("/metrics")
    def metrics() -> Response:
        text = "".join(f"{line}\n" for line in exposition(store))
        return Response(text, headers={"Content-Type": PROMETHEUS})

    @app.get("/version")
    def version() -> Response:
        return answers.plain_answer({"software": SOFTWARE, "kind": store.kind.value})


def exposition(store: Store) -> Iterator[str]:
    """What a monitor reads, in the text format of Prometheus."""
    end, views = store.log.end(), store.projector.status()
    behind = max(0, end - views.position)
    tally = store.projector.tally
    yield from _gauge("jejak_log_position", "The last position of the log.", [({}, end)])
    yield from _gauge(
        "jejak_views_position", "The position the views are folded up to.", [({}, views.position)]
    )
    yield from _gauge(
        "jejak_views_behind_facts", "Facts of the log the views do not hold yet.", [({}, behind)]
    )
    yield from _gauge(
        "jejak_views_lag_seconds",
        "Age of the oldest fact the views do not hold yet.",
        [({}, _age(store))],
    )
    yield from _gauge(
        "jejak_view_position",
        "The position a view is folded up to.",
        [({"view": name}, at) for name, at in sorted(views.positions.items())],
    )
    yield from _gauge(
        "jejak_view_stopped",
        "The position of the fact a view stopped at.",
        [({"view": stop.view}, stop.position) for stop in views.stopped],
    )
    yield from _gauge(
        "jejak_rebuild_position",
        "The position a rebuild has come to, while there is one.",
        [] if views.rebuilt is None else [({}, views.rebuilt)],
    )
    yield from _gauge(
        "jejak_projector_leads",
        "Whether this process folds for all of them.",
        [({}, int(store.projector.leads()))],
    )
    yield from _counter("jejak_folds_total", "Transactions of folds.", tally.folds)
    yield from _counter("jejak_folded_facts_total", "Facts folded by this process.", tally.facts)
    yield from _counter("jejak_fold_seconds_total", "Seconds spent folding.", tally.seconds)


def _age(store: Store) -> float:
    """Seconds since the first fact the views do not hold was recorded."""
    since = store.projector.missing_since()
    if since is None:
        return 0
    return max(0.0, _seconds(store.clock.now()) - _seconds(since))


def _seconds(at: Instant) -> float:
    return datetime.fromisoformat(at).timestamp()


def _gauge(name: str, said: str, samples: Iterable[Sample]) -> Iterator[str]:
    return _metric(name, "gauge", said, samples)


def _counter(name: str, said: str, value: float) -> Iterator[str]:
    return _metric(name, "counter", said, [({}, value)])


def _metric(name: str, kind: str, said: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        told = ",".join(f'{label}="{text}"' for label, text in labels.items())
        number = value if isinstance(value, int) else f"{value:.6f}"
        yield f"{name}{{{told}}} {number}" if told else f"{name} {number}"
