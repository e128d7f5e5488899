"""The guards before a decision, in the contract's order: the first that fails ends it (§1.7)."""

from datetime import date

from application.authority import NOTHING, Standing, standing
from application.commands.base import Command, Flaw, Malformed
from application.context import Context
from application.desk import SYSTEM, Desk
from application.permissions import duty_of
from domain.account import Account
from domain.base import MissingThing, Refused, refuse, violation
from domain.codes import RECORDED_ON_IMPORT, Code, Warn
from domain.document import Document
from domain.enums import Role
from domain.enums_learning import Component
from domain.envelope import AnyEnvelope, stream_of


class Conflict(Refused):
    """The version the caller saw is not current; the events since say what happened."""

    def __init__(self, current_version: int, events_since: tuple[AnyEnvelope, ...]) -> None:
        super().__init__((violation(Code.CONFLICT),))
        self.current_version = current_version
        self.events_since = events_since


def is_of_nothing_yet(context: Context, subject: str | None) -> None:
    """Refuse the id or the version of a thing where one is created: there is none to have it."""
    given = {
        "/id": (subject, "id_of_a_new_thing"),
        "/if_version": (context.if_version, "version_of_a_new_thing"),
    }
    flaws = [Flaw(at, kind=kind) for at, (value, kind) in given.items() if value is not None]
    if flaws:
        raise Malformed(tuple(flaws))


def judge(command: Command, desk: Desk) -> None:
    """Let an act pass the guards and its decision, and lay down its facts; raises `Refused`.

    What the act breaks and is recorded all the same is put on the facts it concerns.
    """
    first = len(desk.drafts)
    misfits = command.misfits(desk)
    if misfits:
        raise Refused(tuple(violation(Code.MALFORMED, item) for item in misfits))
    try:
        _things_exist(command, desk)
        _may(command, desk)
        _version_is_current(command, desk)
        _dates_and_state(command, desk)
        command.decide(desk)
        for document in command.cited_documents():
            if desk.find(Document, document) is None:
                desk.warn(Warn.DOCUMENT_MISSING)
    except MissingThing as missing:
        raise Refused((violation(Code.NOT_FOUND),)) from missing
    desk.keep_violations(first)


def _things_exist(command: Command, desk: Desk) -> None:
    if not command.creates and desk.state_of(command.thing(), desk.subject) is None:
        refuse(Code.NOT_FOUND)
    missing = {
        field: None
        for field, thing, subject in command.named_things()
        if desk.state_of(thing, subject) is None
    }
    missing |= dict.fromkeys(command.missing(desk))
    if missing:
        raise Refused(tuple(violation(Code.NOT_FOUND, field) for field in missing))


def _may(command: Command, desk: Desk) -> None:
    roles = duty_of(command.act).does
    context = desk.context
    if desk.actor is SYSTEM:
        if Role.SYSTEM not in roles:
            refuse(Code.ROLE_REQUIRED)
        desk.role = Role.SYSTEM
    elif command.is_history(context.channel):
        _may_import(command, desk, roles)
    else:
        found = _standing_for(command, desk, desk.actor, desk.today)
        if found.role is None:
            refuse(found.code or Code.ROLE_REQUIRED)
        desk.role = found.role
        if not command.on_behalf_allowed(desk):
            refuse(Code.ON_BEHALF_NOT_ALLOWED)
    command.entitle(desk)


def _may_import(command: Command, desk: Desk, roles: tuple[Role, ...]) -> None:
    """The importer is an officer; what the person acted for lacked is recorded (§7.2)."""
    desk.rules(Component.IMPORT, desk.today)
    importer = standing(desk.actor, (Role.OFFICER,), NOTHING, desk.today)
    if importer.role is None:
        refuse(importer.code or Code.ROLE_REQUIRED)
    if desk.context.on_behalf_of is None:
        lacked = None if Role.OFFICER in roles else Code.ROLE_REQUIRED
        found = Standing(importer.role, lacked)
    else:
        found = _standing_for(command, desk, desk.person, desk.day)
    desk.role = found.role or Role.OFFICER
    if found.code is not None:
        desk.verdict.lacks(found.code)
        if desk.verdict.strict:
            desk.verdict.settle()


def _standing_for(command: Command, desk: Desk, account: Account, day: date) -> Standing:
    """The role an account acts under; one that does not fit the fields is out of scope."""
    roles = duty_of(command.act).does
    found = standing(account, command.roles_for(roles), command.concern(desk), day)
    if found.role is not None:
        return found
    wide = standing(account, roles, NOTHING, day)
    return Standing(None, wide.code or Code.OUT_OF_SCOPE)


def _version_is_current(command: Command, desk: Desk) -> None:
    context = desk.context
    lacking = _headers_lacking(command, context) if context.conditional else ()
    if lacking:
        raise Refused(tuple(violation(Code.PRECONDITION_REQUIRED, name) for name in lacking))
    stream = stream_of(command.thing(), desk.subject)
    if context.if_version is not None and not command.creates:
        current = desk.expected[stream]
        if context.if_version != current:
            since = tuple(e for e in desk.history(stream) if e.version > (context.if_version or 0))
            raise Conflict(current, since)
    if context.ref is not None and command.creates:
        if desk.claimed(f"ref:{command.thing()}", context.ref) is not None:
            refuse(Code.DUPLICATE_REF)
        desk.claim(f"ref:{command.thing()}", context.ref)


def _headers_lacking(command: Command, context: Context) -> tuple[str, ...]:
    """What a door that demands key and version was not given."""
    key = () if context.key is not None else ("Idempotency-Key",)
    version = context.if_version is not None or not command.needs_id()
    return key if version else (*key, "If-Match")


def _dates_and_state(command: Command, desk: Desk) -> None:
    today = desk.today
    if any(day > today for day in command.claimed_dates()):
        refuse(Code.FUTURE_DATE)
    if command.creates:
        return
    state = desk.state_of(command.thing(), desk.subject)
    assert state is not None
    if state.closed_on(today) and not command.when_closed:
        if Code.CLOSED_STREAM not in RECORDED_ON_IMPORT or desk.verdict.strict:
            refuse(Code.CLOSED_STREAM)
        desk.verdict.broken(Code.CLOSED_STREAM)
    if not command.fits(state, desk):
        refuse(command.wrong_state(state))
