"""A derivation: named steps, each checked when it is made, that lead to named results."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from certify.errors import CertifyError
from certify.symbolic.statement import Cited, Fact, Refuted

STATUSES = ("proved", "refuted", "cited")


class StepFailed(CertifyError):
    """A step of a derivation is missing, or its rule does not show what it claims."""

    def __init__(self, derivation: str, step: str, reason: str) -> None:
        super().__init__(f"derivation '{derivation}', step '{step}': {reason}")
        self.step = step


@dataclass(frozen=True)
class Step:
    name: str
    reason: str
    fact: Fact


@dataclass(frozen=True)
class Kernel:
    """A theorem of the same content that a proof assistant has accepted."""

    file: str
    theorem: str


class Derivation:
    """A list of checked steps.

    Args:
        name: how ``certify derive`` calls it.
        title: the theorem in one line.
        source: where the claim or the argument comes from.
        kernel: the theorems that a proof assistant has checked as well.
    """

    def __init__(self, name: str, title: str, source: str, kernel: tuple[Kernel, ...] = ()) -> None:
        self.name, self.title, self.source, self.kernel = name, title, source, kernel
        self._steps: dict[str, Step] = {}
        self._results: tuple[str, ...] = ()

    @property
    def steps(self) -> Mapping[str, Step]:
        """The steps so far, by name."""
        return MappingProxyType(self._steps)

    @property
    def results(self) -> tuple[str, ...]:
        """The steps that the derivation was made for, once it is concluded."""
        return self._results

    def step(self, name: str, reason: str, rule: Callable[..., Fact], *args: Any) -> Fact:
        """Apply a rule and keep the fact under `name`.

        Raises:
            StepFailed: the rule does not show the statement, a premise is no step, the name is
                taken, or the derivation is concluded.
        """
        fact = self._add(name, reason, rule, *args)
        known = {id(step.fact) for step in self._steps.values()}
        if any(id(premise) not in known for premise in fact.premises):
            raise StepFailed(self.name, name, "a premise is no step")
        return fact

    def _add(self, name: str, reason: str, rule: Callable[..., Fact], *args: Any) -> Fact:
        if name in self.steps:
            raise StepFailed(self.name, name, "a step of this name exists already")
        if self.results:
            raise StepFailed(self.name, name, "the derivation is concluded already")
        try:
            fact = rule(*args)
        except StepFailed:
            raise
        except Exception as error:  # whatever goes wrong inside a rule, the step is not shown
            raise StepFailed(self.name, name, str(error)) from error
        if not isinstance(fact, Fact):
            raise StepFailed(self.name, name, "a rule makes a fact")
        self._steps[name] = Step(name, reason, fact)
        return fact

    def quote(self, name: str, other: Script, result: str) -> Fact:
        """Take over a result of another derivation, with everything it assumes and cites."""
        theorem = other.theorem()
        if result not in theorem.results:
            raise StepFailed(self.name, name, f"'{result}' is no result of '{other.name}'")
        return self._add(name, f"The result '{result}' of '{other.name}'.", theorem.__getitem__, result)

    def __getitem__(self, name: str) -> Fact:
        """The fact of an earlier step."""
        if name not in self.steps:
            raise StepFailed(self.name, name, "the step is missing")
        return self.steps[name].fact

    def conclude(self, *results: str) -> Derivation:
        """Name the results; every step must be one or serve one.

        Raises:
            StepFailed: a result is missing, a step serves no result, two symbols have one name, or
                the derivation is concluded already.
        """
        if self.results:
            raise StepFailed(self.name, "conclude", "the derivation is concluded already")
        needed = {id(fact) for name in results for fact in self[name].ancestors()}
        for step in self.steps.values():
            if id(step.fact) not in needed:
                raise StepFailed(self.name, step.name, "the step serves no result")
            for one, other in itertools.combinations(step.fact.symbols(), 2):
                if one.name == other.name:
                    raise StepFailed(self.name, step.name, f"two symbols are called '{one}'")
        self._results = results
        return self

    @property
    def status(self) -> str:
        """``cited`` if a result rests on a citation, ``refuted`` if the first one is a refutation,
        else ``proved``."""
        if self.cites:
            return "cited"
        return "refuted" if isinstance(self[self.results[0]].statement, Refuted) else "proved"

    @property
    def cites(self) -> list[str]:
        """The sources of all citations that a result rests on."""
        facts = [fact for name in self.results for fact in self[name].ancestors()]
        found = [fact.statement.source for fact in facts if isinstance(fact.statement, Cited)]
        return sorted(set(found))


@dataclass(frozen=True)
class Script:
    """What is known of a derivation before it is run: calling it runs and checks every step.

    Args:
        name: how ``certify derive`` calls it.
        statement: the theorem, or the claim that is refuted, in one line.
        source: where it comes from.
        status: the status that running it must give.
    """

    name: str
    statement: str
    source: str
    status: str
    kernel: tuple[Kernel, ...]
    body: Callable[[Derivation], Any]

    def __call__(self) -> Derivation:
        proof = Derivation(self.name, self.statement, self.source, self.kernel)
        self.body(proof)
        if not proof.results:
            raise StepFailed(self.name, "conclude", "the derivation names no result")
        return proof

    @functools.cache  # noqa: B019 - scripts are module-level constants
    def theorem(self) -> Derivation:
        """The derivation, run once per process."""
        return self()


def script(
    name: str, statement: str, source: str, status: str = "proved", kernel: tuple[Kernel, ...] = ()
) -> Callable[[Callable[[Derivation], Any]], Script]:
    """Make a Script of a function that adds the steps to the derivation it is given."""
    if status not in STATUSES:
        raise ValueError(f"'status' must be one of {', '.join(STATUSES)} (got {status!r})")
    return lambda body: Script(name, statement, source, status, kernel, body)
