"""Cybenko's theorem: sums of a continuous sigmoidal function are dense in C([0,1]^n).

Nothing is proved of it here; what is proved is its instance in one variable, with an explicit network
and an explicit error: see ``proofs/universal.py``.
"""

from certify.symbolic import Derivation, rules, script
from certify.symbolic.printing import main
from proofs import universal

THEOREM = (
    "Let s be continuous with s(t) -> 1 for t -> oo and s(t) -> 0 for t -> -oo.  For every continuous f "
    "on [0,1]^n and every eps > 0 there is a finite sum g(x) = sum a_j s(<w_j, x> + b_j) with "
    "|f(x) - g(x)| < eps for all x in [0,1]^n."
)


@script(
    "cybenko",
    "finite sums a_j s(<w_j, x> + b_j), s continuous sigmoidal, are dense in C([0,1]^n)",
    "Neural Networks (slides, University of Auckland)",
    status="cited",
)
def derive(proof: Derivation):
    proof.step("theorem", "Taken from the literature.",
               rules.cite, THEOREM,
               "G. Cybenko, Mathematics of Control, Signals, and Systems 2 (1989) 303-314, Theorem 2")
    proof.quote("worked instance", universal.derive, "approximation")
    proof.conclude("theorem", "worked instance")


if __name__ == "__main__":
    main(derive)
