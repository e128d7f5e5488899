"""Work done in forks of this process, each of which ends with it and leaves nothing behind."""

import json
import os
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

from tests import in_memory

TOO_LONG = "ran too long"


def in_forks(
    tasks: Iterable[tuple[Any, Callable[[], Any]]], workers: int
) -> Iterator[tuple[Any, Any]]:
    """(label, what the task answered as JSON) as they end; TOO_LONG if its alarm rang.

    A task has a folder of its own for temporary files.
    """
    waiting = iter(tasks)
    running: dict[int, tuple[Any, Path]] = {}
    while True:
        while len(running) < workers:
            task = next(waiting, None)
            if task is None:
                break
            label, work = task
            folder = Path(tempfile.mkdtemp(prefix="jejak-mutants-", dir=in_memory.place()))
            running[_forked(work, folder)] = label, folder
        if not running:
            return
        pid, status = os.wait()
        label, folder = running.pop(pid)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
            yield label, TOO_LONG
        else:
            yield label, json.loads((folder / "answer").read_text(encoding="utf-8"))
        rmtree(folder)


def _forked(work: Callable[[], Any], folder: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        tempfile.tempdir, in_memory._SHARED_MEMORY = str(folder), folder
        (folder / "answer").write_text(json.dumps(work()), encoding="utf-8")
        os._exit(0)
    finally:
        os._exit(1)
