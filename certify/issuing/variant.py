"""What is asked of a sum of sigmoids beside its error: its side of F, and its units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from certify.constructions import SigmoidSum
from certify.errors import BadInput
from certify.exact import shown
from certify.issuing.one_supnorm import written
from certify.issuing.options import SIDES, UNITS, WITH_CONSTANT, choice
from certify.one_sided import moved
from certify.supnorm_bound import SumError, SupNorm


@dataclass(frozen=True)
class Variant:
    """A sum around F (side None), above it or below it, of sigmoids or tanh units."""

    side: str | None = None
    units: str = "sigmoid"

    @classmethod
    def of(
        cls, side: str | None, units: str, construction: str, allowed: Sequence[str] = WITH_CONSTANT
    ) -> Variant:
        """From options, for constructions whose constant term can be moved.

        Raises:
            BadInput: an unknown word, or another construction.
        """
        if side is not None:
            choice(side, SIDES, "side")
        choice(units, UNITS, "units")
        if (side, units) != (None, "sigmoid") and construction not in allowed:
            asked = f"'units' = {units}" if side is None else f"'side' = {side}"
            raise BadInput(
                f"{asked} is for sums with a constant term, the constructions {', '.join(allowed)} "
                f"(got {construction})"
            )
        return cls(side, units)

    def share(self, eps: Fraction) -> Fraction:
        """The error that a sum around F may have: on one side it is twice that."""
        return eps if self.side is None else eps / 2

    def statement(self, name: str, eps: Fraction) -> str:
        """The claim for F of this name, without its domain."""
        error = {
            None: f"|{name}(x) - g(x)|",
            "above": f"0 <= g(x) - {name}(x)",
            "below": f"0 <= {name}(x) - g(x)",
        }
        return f"{error[self.side]} <= {shown(eps)}"

    def claim(self) -> dict[str, str]:
        """What the claim of a certificate says of it."""
        return {} if self.side is None else {"side": self.side}

    def placed(self, error: SumError, found: SupNorm) -> tuple[SigmoidSum, SupNorm]:
        """The sum on its side, and its error."""
        return (error.g, found) if self.side is None else moved(error, found, self.side)

    def written(self, g: SigmoidSum) -> dict[str, Any]:
        """The construction in a certificate."""
        return written(g, self.units)
