"""A derivation: named steps, each checked when it is made, that lead to named results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from certify.errors import CertifyError
from certify.symbolic.statement import Fact


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


class Derivation:
    """A list of checked steps.

    Args:
        name: how ``certify derive`` calls it.
        title: the theorem in one line.
        source: where the argument comes from.
    """

    def __init__(self, name: str, title: str, source: str) -> None:
        self.name, self.title, self.source = name, title, source
        self.steps: dict[str, Step] = {}
        self.results: tuple[str, ...] = ()

    def step(self, name: str, reason: str, rule: Callable[..., Fact], *args: Any) -> Fact:
        """Apply a rule and keep the fact under `name`.

        Raises:
            StepFailed: the rule does not show the statement, or the name is taken.
        """
        if name in self.steps:
            raise StepFailed(self.name, name, "a step of this name exists already")
        try:
            fact = rule(*args)
        except StepFailed:
            raise
        except Exception as error:  # whatever goes wrong inside a rule, the step is not shown
            raise StepFailed(self.name, name, str(error)) from error
        self.steps[name] = Step(name, reason, fact)
        return fact

    def __getitem__(self, name: str) -> Fact:
        """The fact of an earlier step."""
        if name not in self.steps:
            raise StepFailed(self.name, name, "the step is missing")
        return self.steps[name].fact

    def conclude(self, *results: str) -> Derivation:
        """Name the results; every step must be one or serve one.

        Raises:
            StepFailed: a result is missing, or a step serves no result.
        """
        needed: set[int] = set()
        todo = [self[name] for name in results]
        while todo:
            fact = todo.pop()
            if id(fact) not in needed:
                needed.add(id(fact))
                todo.extend(fact.premises)
        for step in self.steps.values():
            if id(step.fact) not in needed:
                raise StepFailed(self.name, step.name, "the step serves no result")
        self.results = results
        return self
