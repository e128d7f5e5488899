"""Who may do what: one row per command, as a table a lawyer can read (contract §4-§5, §11).

Deny by default: a command without a row can be done by nobody. `does` lists the roles of the
contract's *Who* cell in its order; `approves` the roles of the second person under four eyes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.enums import Role

ADMIN, OFFICER, HEAD, OPD, TKKSD, LEGAL, HOST_PIC, MENTOR, EVALUATOR, PARTICIPANT = (
    Role.ADMIN,
    Role.OFFICER,
    Role.HEAD,
    Role.OPD,
    Role.TKKSD,
    Role.LEGAL,
    Role.HOST_PIC,
    Role.MENTOR,
    Role.EVALUATOR,
    Role.PARTICIPANT,
)
INSPECTOR, AUDITOR, DPO, ANY, SYSTEM = (
    Role.INSPECTOR,
    Role.AUDITOR,
    Role.DPO,
    Role.ANY,
    Role.SYSTEM,
)


@dataclass(frozen=True, slots=True)
class Duty:
    """The roles that do a command and those that approve it as the second person."""

    does: tuple[Role, ...]
    approves: tuple[Role, ...] = ()


def by(*roles: Role) -> Duty:
    return Duty(roles)


DUTIES: Mapping[str, Duty] = {
    "organisation.register": by(ADMIN, OFFICER),
    "organisation.rename": by(OFFICER),
    "organisation.set-fields": by(OFFICER),
    "unit.register": by(ADMIN, OFFICER),
    "unit.rename": by(OFFICER),
    "office.create": by(OFFICER),
    "office.appoint": by(OFFICER),
    "office.end-term": by(OFFICER),
    "mandate.grant": by(OFFICER),
    "mandate.revoke": by(OFFICER),
    "account.open": by(ADMIN),
    "account.grant-role": by(ADMIN),
    "account.revoke-role": by(ADMIN),
    "account.close": by(ADMIN),
    "account.declare-tie": by(ANY, INSPECTOR),
    "employee.register": by(OFFICER),
    "employee.update": by(OFFICER),
    "employee.transfer": by(OFFICER),
    "employee.set-status": by(OFFICER),
    "employee.sanction": by(OFFICER, HEAD),
    "employee.erase-identity": Duty(does=(DPO,), approves=(HEAD,)),
    "need.record": by(OPD, OFFICER),
    "need.confirm": by(OFFICER),
    "need.close": by(OFFICER),
    "rule.publish": Duty(does=(OFFICER, HEAD), approves=(HEAD,)),
    "calendar.publish": by(OFFICER),
    "document.store": by(ANY),
    "cost.record": by(OFFICER),
    "class-cost.record": by(OFFICER),
    "agreement.draft": by(OFFICER),
    "agreement.revise": by(OFFICER),
    "agreement.attach": by(OFFICER),
    "agreement.submit": by(OFFICER),
    "agreement.give-opinion": by(TKKSD, LEGAL, INSPECTOR),
    "agreement.record-council": by(OFFICER),
    "agreement.approve": by(HEAD),
    "agreement.withdraw": by(OFFICER),
    "agreement.sign": by(OFFICER, HOST_PIC),
    "agreement.record-ceremony": by(OFFICER),
    "agreement.set-number": by(OFFICER, HOST_PIC),
    "agreement.suspend": by(HEAD),
    "agreement.resume": by(HEAD),
    "agreement.terminate": Duty(does=(OFFICER, HEAD), approves=(HEAD,)),
    "agreement.file-report": by(OFFICER),
    "agreement.evaluate": by(OFFICER, HEAD),
    "agreement.archive": by(OFFICER),
    "amendment.draft": by(OFFICER),
    "amendment.revise": by(OFFICER),
    "amendment.give-opinion": by(TKKSD, LEGAL, INSPECTOR),
    "amendment.approve": by(HEAD),
    "amendment.sign": by(OFFICER, HOST_PIC),
    "amendment.withdraw": by(OFFICER),
    "amendment.annul": Duty(does=(OFFICER, HEAD), approves=(HEAD,)),
    "placement.nominate": by(OPD),
    "placement.verify": by(OFFICER),
    "placement.reject": by(OFFICER),
    "placement.assign": by(OFFICER),
    "placement.assign-mentor": by(OFFICER, HOST_PIC),
    "placement.cancel": by(OFFICER, HEAD),
    "placement.start": by(HOST_PIC),
    "placement.suspend": by(OFFICER, HEAD, HOST_PIC),
    "placement.resume": by(OFFICER),
    "placement.reschedule": by(OFFICER),
    "placement.mark-duty-day": by(HOST_PIC, MENTOR),
    "placement.withdraw": by(OFFICER),
    "placement.terminate": by(HEAD),
    "placement.complete": by(OFFICER, HOST_PIC),
    "placement.close": by(OFFICER),
    "placement.decide": by(HEAD),
    "learning-record.log-hours": by(PARTICIPANT, MENTOR),
    "learning-record.approve-hours": by(MENTOR, OFFICER),
    "learning-record.reject-hours": by(MENTOR, OFFICER),
    "learning-record.correct-hours": Duty((MENTOR,), (OFFICER,)),
    "learning-record.submit-report": by(PARTICIPANT),
    "learning-record.evaluate": by(MENTOR),
    "learning-record.reply-evaluation": by(PARTICIPANT),
    "learning-record.confirm-evaluation": by(EVALUATOR),
    "learning-record.record-certificate": by(OFFICER, HOST_PIC),
    "learning-record.propose-credit": by(OFFICER),
    "learning-record.verify-credit": by(OFFICER),
    "learning-record.recognise-credit": by(HEAD),
    "learning-record.reject-credit": by(OFFICER, HEAD),
    "learning-record.revoke-credit": Duty((OFFICER, HEAD), (HEAD,)),
    "learning-record.report-to-siasn": by(OFFICER),
    "learning-record.record-siasn-reply": by(OFFICER),
    "learning-record.review-back-at-work": by(OPD),
    "external-learning.record": by(OFFICER, PARTICIPANT),
    "external-learning.verify": by(OFFICER),
    "external-learning.revoke": Duty((OFFICER, HEAD), (HEAD,)),
    "external-learning.record-siasn-reply": by(OFFICER),
    "finding.record": by(INSPECTOR, AUDITOR),
    "finding.issue": by(INSPECTOR, AUDITOR),
    "finding.plan-follow-up": by(OFFICER, HEAD, OPD),
    "finding.submit-evidence": by(OFFICER, HEAD, OPD),
    "finding.verify": by(INSPECTOR),
    "finding.set-status": by(INSPECTOR, AUDITOR),
    "finding.close": by(INSPECTOR, AUDITOR),
    "finding.reopen": by(INSPECTOR, AUDITOR),
    "sample.draw": by(INSPECTOR, AUDITOR),
    "sample.mark": by(INSPECTOR, AUDITOR),
    "question.keep": by(INSPECTOR, AUDITOR),
    "question.withdraw": by(INSPECTOR, AUDITOR),
    "evidence-request.ask": by(INSPECTOR, AUDITOR),
    "evidence-request.answer": by(ANY),
    "evidence-request.return": by(INSPECTOR, AUDITOR),
    "evidence-request.accept": by(INSPECTOR, AUDITOR),
    "subject-request.receive": by(DPO, OFFICER),
    "subject-request.answer": by(DPO),
    "hold.place": by(INSPECTOR, AUDITOR, DPO),
    "hold.release": by(INSPECTOR, AUDITOR, DPO),
    "breach.record": by(DPO, OFFICER),
    "breach.notify": by(DPO),
    "proposal.approve": by(ANY),
    "proposal.reject": by(ANY),
    "proposal.withdraw": by(ANY),
    "import.run": by(OFFICER),
    "system.tick": by(SYSTEM),
    "system.break-glass": by(ADMIN),
    "system.announce-signing-key": by(ADMIN),
    "system.retire-signing-key": by(ADMIN),
    "correction.record": Duty((OFFICER, HEAD), (HEAD,)),
}


NOBODY = by()


def duty_of(act: str) -> Duty:
    """The command's row; a command without one is nobody's."""
    return DUTIES.get(act, NOBODY)
