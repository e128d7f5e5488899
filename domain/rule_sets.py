"""Which version of which rule holds on a day (contract §4.3, D11).

A fact is judged by the rules of its day, today and in ten years. A version published later
changes no earlier verdict, because every fact keeps the versions it was judged by (R79).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from domain.enums_learning import Component
from domain.rule_defaults import DEFAULTS, RuleVersion


class NoRule(LookupError):
    """The component has no version for the day asked about, and no default."""


def _by_component(versions: Iterable[RuleVersion]) -> Mapping[str, tuple[RuleVersion, ...]]:
    found: dict[str, tuple[RuleVersion, ...]] = dict.fromkeys(Component, ())
    for version in versions:
        found[version.component] += (version,)
    return MappingProxyType(found)


_DEFAULT_VERSIONS = _by_component(DEFAULTS)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The defaults and every version published so far, each component in order of publication."""

    versions: Mapping[str, tuple[RuleVersion, ...]] = field(
        default_factory=lambda: _DEFAULT_VERSIONS
    )

    def find(self, component: Component, day: date) -> RuleVersion | None:
        """The last published version that holds on the day.

        The defaults leave no day open after their first; before it their first version rules.
        """
        for version in reversed(self.versions[component]):
            if version.holds_on(day):
                return version
        defaults = _DEFAULT_VERSIONS[component]
        return defaults[0] if defaults else None

    def at(self, component: Component, day: date) -> RuleVersion:
        """As `find`, for a component that must have rules; `NoRule` if it has none."""
        found = self.find(component, day)
        if found is None:
            raise NoRule(f"{component} has no version for {day}")
        return found

    def with_published(self, version: RuleVersion) -> "Rulebook":
        """The rulebook after a publication; it takes precedence over all earlier versions."""
        known = {**self.versions}
        known[version.component] += (version,)
        return replace(self, versions=MappingProxyType(known))

    def all(self) -> tuple[RuleVersion, ...]:
        """Every version, by component in the contract's order, then by publication."""
        return tuple(version for component in Component for version in self.versions[component])
