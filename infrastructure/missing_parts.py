"""Whether a part of a store is missing, looked at when it is opened.

A log that is empty beside the personal data of a store is lost, and so are the personal data that
are not beside a log. Going on would begin another history, or show people as erased who were not,
so nothing is opened and nothing made. Of views see `rebuilding.belonging`: they are folded again.
"""

from application.flaws import Lack, PartsApart
from infrastructure.log_base import StoredLog
from infrastructure.side_tables import SideTables
from infrastructure.vault import ring_of
from infrastructure.vault_takeover import clear_values

FIRST_FACTS = 3
"""What a new store records before anything personal can be sealed."""


def must_be_whole(log: StoredLog, beside: SideTables) -> None:
    """Raises `PartsApart` where the log or the personal data are missing.

    A store is bound to its keys after its first facts, so of an empty place neither is there.
    """
    bound = ring_of(beside) is not None
    end = log.end()
    if bound and not end:
        raise PartsApart(Lack.NO_LOG)
    if end > FIRST_FACTS and not bound and not clear_values(beside):
        raise PartsApart(Lack.NO_PERSONAL_DATA)
