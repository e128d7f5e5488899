"""Rule (aturan): one published version of a rule-set component (contract §4.3, D11)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Self, cast

from domain.base import Fact, Verdict
from domain.codes import Code
from domain.enums_learning import Component
from domain.envelope import AnyEnvelope
from domain.replacing import replace
from domain.rule_defaults import RuleVersion
from domain.rule_values import validate
from domain.thing import Thing


class RulePublished(Fact):
    """A version took its place; `values` replace the whole component from `valid_from` on."""

    topic = "rule.published.v1"
    component: Component
    version: str
    valid_from: date
    values: dict[str, Any]
    legal_basis: str
    valid_to: date | None = None
    ref: str | None = None


def publish(verdict: Verdict, published: RulePublished) -> tuple[RulePublished]:
    """A version whose values make sense; every key that does not is named (R58)."""
    for key in validate(published.component, published.values):
        verdict.broken(Code.RULE_INVALID, key)
    verdict.settle()
    return (published,)


@dataclass(frozen=True, slots=True)
class Rule(Thing):
    thing: ClassVar[str] = "rule"
    undated: ClassVar[frozenset[str]] = frozenset({RulePublished.topic})

    component: Component = Component.INSTRUMENTS
    version_name: str = ""
    valid_from: date = date.min
    valid_to: date | None = None
    values: dict[str, Any] = field(default_factory=dict)
    legal_basis: str = ""
    position: int = 0
    """Where in the log it was published: of two versions that hold, the later one rules."""

    def as_version(self) -> RuleVersion:
        return RuleVersion(
            component=self.component,
            version=self.version_name,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            values=self.values,
            legal_basis=self.legal_basis,
        )

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(RulePublished, fact.data):
            case RulePublished() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="PUBLISHED",
                    since=fact.effective_on,
                    component=data.component,
                    version_name=data.version,
                    valid_from=data.valid_from,
                    valid_to=data.valid_to,
                    values=data.values,
                    legal_basis=data.legal_basis,
                    position=fact.position,
                )
