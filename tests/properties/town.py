"""The town the searches are played in: two hosts, three civil servants, an agreement in force.

Built once and copied for each example. The names of the smoke journal hold; the second host is
`$bjb`, its contact and mentor `bank`, its MoU `$A5`; `rudi` is a second officer, `mita` a second
mentor of Telkom; `asep` is a civil servant and `rina` is on a contract.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from tests.acts import agreement, approve, signature
from tests.city import City, city_after, opened

PEOPLE = ("dewi", "asep", "rina")
HOSTS = {"telkom": "$A4", "bjb": "$A5"}
"""Each host and the agreement in force with it; two seats each."""
CONTACT = {"telkom": "tel", "bjb": "bank"}

_TEMPLATE = TemporaryDirectory(prefix="jejak-tests-")


@contextmanager
def town() -> Iterator[City]:
    """A town of its own, at ten in the morning of 18 February 2020."""
    template, names = _built()
    with TemporaryDirectory(prefix="jejak-tests-") as folder:
        where = Path(folder) / "store"
        copytree(template, where)
        with opened(where) as store:
            yield City(store, where, dict(names))


@cache
def _built() -> tuple[Path, dict[str, str]]:
    where = Path(_TEMPLATE.name) / "town"
    with city_after("agreement.sign") as city:
        furnish(city)
        names = city.names
        assert city.where is not None
        city.store.close()
        copytree(city.where, where)
    return where, names


def furnish(city: City) -> None:
    """Add to the smoke city what the searches need."""
    bank = {"name": "Bank bjb", "category": "BUMD", "fields": ["TECHNOLOGY", "SERVICE"]}
    city.do("organisation.register", "sari", bank, ref="bjb")
    grant = {"organisation": "$bjb"}
    city.opens_account(
        "bank",
        {"role": "HOST_PIC", **grant},
        {"role": "MENTOR", **grant},
        organisation="$bjb",
    )
    city.opens_account(
        "mita", {"role": "MENTOR", "organisation": "$telkom"}, organisation="$telkom"
    )
    city.opens_account("rudi", {"role": "OFFICER"}, organisation="$kota")
    city.opens_account("ira", {"role": "INSPECTOR"}, organisation="$kota")
    city.registers("asep", "199203172015031001", pns_orang_id="siasn-asep")
    contract = {"from": "2020-01-01", "until": "2020-05-15"}
    city.registers("rina", "199203172020211002", kind="PPPK", contract=contract)
    for person in ("asep", "rina"):
        city.opens_account(f"{person}-asn", employee=f"${person}")
    office = {"organisation": "$bjb", "title": "Direktur Utama", "signs": ["MOU"]}
    city.do("office.create", "sari", office, ref="o-bjb")
    held = {"holder": "Direktur D", "from": "2019-01-01"}
    city.do("office.appoint", "sari", held, id="$o-bjb")
    holidays = [{"on": "2020-03-25", "name": "Nyepi"}, {"on": "2020-04-10", "name": "Wafat"}]
    year = {
        "year": 2020,
        "decree": {"number": "SKB-728/2019", "date": "2019-08-28"},
        "holidays": holidays,
        "ramadan": {"from": "2020-04-24", "until": "2020-05-23"},
    }
    city.do("calendar.publish", "sari", year)
    parties = [
        {"organisation": "$kota", "role": "FIRST"},
        {"organisation": "$bjb", "role": "SECOND"},
    ]
    seats = [{"field": field, "seats": 2} for field in ("TECHNOLOGY", "SERVICE")]
    scope = {"fields": ["TECHNOLOGY", "SERVICE"], "modes": ["ON_SITE", "REMOTE"]}
    term = {"effective_from": "2020-02-18", "last_day": "2020-05-29"}
    draft = agreement(parties=parties, capacity=seats, scope=scope, term=term)
    city.do("agreement.draft", "sari", draft, ref="A5")
    approve(city, "$A5")
    for party, signer in (("$kota", "$o-wali"), ("$bjb", "$o-bjb")):
        fields = signature(party, "2020-02-18", office=signer)
        city.do("agreement.sign", "sari", fields, id="$A5")
