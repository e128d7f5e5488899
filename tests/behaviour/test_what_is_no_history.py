"""What gives powers, approves or destroys happens live: the import channel bends nothing for it."""

from typing import Any

import pytest

from tests.behaviour.test_four_eyes import CAP, PUBLISH
from tests.city import DECREE, city_after

HEAD = {"grant": {"role": "HEAD", "from": "2020-01-01", "decree": DECREE}}
ERASE = {"reason": "retensi selesai"}


def test_r86_an_officer_takes_no_role_by_importing_one() -> None:
    with city_after("placement.start") as city:
        for_root: dict[str, Any] = {"for_": "root", "channel": "import"}
        grant = "account.grant-role"
        assert city.refused(grant, "sari", HEAD, id="$sari", channel="import") == ("ROLE_REQUIRED",)
        assert city.refused(grant, "sari", HEAD, id="$sari", **for_root) == ("ROLE_REQUIRED",)


def test_r85_a_proposal_is_not_approved_by_importing_the_approval() -> None:
    with city_after("placement.start") as city:
        city.do(PUBLISH, "sari", CAP, ref="U1")
        approve: dict[str, Any] = {"id": "$U1", "channel": "import"}
        assert city.refused("proposal.approve", "sari", for_="budi", **approve) == (
            "ON_BEHALF_NOT_ALLOWED",
        )
        assert city.refused("proposal.approve", "sari", **approve) == ("ROLE_REQUIRED",)


def test_r97_an_import_erases_nobody() -> None:
    with city_after("placement.start") as city:
        act = "employee.erase-identity"
        imported: dict[str, Any] = {"id": "$dewi", "for_": "budi", "channel": "import"}
        assert city.refused(act, "sari", ERASE, second="budi", **imported) == ("MALFORMED:second",)
        assert city.refused(act, "sari", ERASE, **imported) == ("ROLE_REQUIRED",)


def test_r87_what_an_inspector_says_is_not_imported_by_an_officer() -> None:
    with city_after("placement.start") as city:
        city.opens_account("ira", {"role": "INSPECTOR"})
        hold = {"subjects": ["$dewi"], "reason": "pemeriksaan"}
        city.do("hold.place", "ira", hold, ref="H")
        asked = {
            "subject": "$dewi",
            "question": "Mana surat tugasnya?",
            "due_on": "2020-03-31",
            "assignee": "$sari",
        }
        city.do("evidence-request.ask", "ira", asked, ref="Q")
        city.do("evidence-request.answer", "sari", {"documents": ["$sha256:surat"]}, id="$Q")
        reason = {"reason": "sudah tua"}
        for act, thing, fields in (
            ("hold.release", "$H", reason),
            ("evidence-request.return", "$Q", reason),
            ("evidence-request.accept", "$Q", {}),
        ):
            imported: dict[str, Any] = {"id": thing, "channel": "import"}
            assert city.refused(act, "sari", fields, **imported) == ("ROLE_REQUIRED",)
            assert city.refused(act, "sari", fields, for_="ira", **imported) == ("ROLE_REQUIRED",)
        assert city.ask("employee", "$dewi")["on_hold"]


@pytest.mark.parametrize("second", [None, "budi"])
def test_the_channel_of_the_clock_is_the_clocks(second: str | None) -> None:
    with city_after("placement.start") as city:
        clocks: dict[str, Any] = {"channel": "system", "second": second}
        assert city.refused(PUBLISH, "sari", CAP, **clocks) == ("MALFORMED:channel",)
