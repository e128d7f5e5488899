"""A process that forks children which change the master key until an alarm kills them mid-way.

Run as a module: `rotating FOLDER ROUNDS SEED`. After each child it opens the ring as the next
process would and says the name of the master key, and what the keys still open.
"""

import os
import random
import signal
import sys
from contextlib import closing
from pathlib import Path

from infrastructure.keys.ring import KeyPlace, Ring

PEOPLE = [f"person:e{number}" for number in range(30)]


def sealed(ring: Ring) -> dict[str, str]:
    """Something sealed for each of the people."""
    return {owner: ring.key_for(owner).sealer.seal(owner.encode(), b"") for owner in PEOPLE}


def opens(ring: Ring, kept: dict[str, str]) -> bool:
    keys = {owner: ring.key_of(owner) for owner in kept}
    return all(
        key is not None and key.sealer.unseal(kept[owner], b"") == owner.encode()
        for owner, key in keys.items()
    )


def rotate_until_killed(place: KeyPlace, moment: float, *, from_the_start: bool) -> None:
    """The alarm is handled by nobody: it ends the process at once."""
    if from_the_start:
        signal.setitimer(signal.ITIMER_REAL, moment)
    with closing(Ring(place)) as ring:
        ring.change_master()
        signal.setitimer(signal.ITIMER_REAL, moment)
        while True:
            ring.change_master()


def main(folder: str, rounds: int, seed: int) -> None:
    place, dice = KeyPlace(Path(folder), Path(folder)), random.Random(seed)
    with closing(Ring.make(place)) as ring:
        kept = sealed(ring)
    for number in range(rounds):
        child = os.fork()
        if not child:
            moment = dice.uniform(0.002, 0.06)
            rotate_until_killed(place, moment, from_the_start=number % 5 == 0)
        _, status = os.waitpid(child, 0)
        dice.random()
        assert os.WTERMSIG(status) == signal.SIGALRM
        with closing(Ring(place)) as ring:
            [master] = place.folder.glob("*.key")
            sys.stdout.write(f"{master.stem} {opens(ring, kept)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
