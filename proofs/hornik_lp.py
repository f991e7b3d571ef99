"""Hornik's first theorem: a bounded activation that is not constant is enough for L^p.

Nothing is proved of it here; what is proved is its instance in one variable, with an explicit network
and an explicit error: see ``proofs/universal.py``.
"""

from certify.symbolic import Derivation, rules, script
from certify.symbolic.printing import main
from proofs import universal

THEOREM = (
    "Let s be bounded and not constant.  For every finite measure mu on R^k and 1 <= p < oo, the sums "
    "sum a_j s(<w_j, x> + b_j) are dense in L^p(mu)."
)


@script(
    "hornik_lp",
    "networks with a bounded, nonconstant activation are dense in L^p(mu), mu a finite measure",
    "Neural Networks (slides, University of Auckland)",
    status="cited",
)
def derive(proof: Derivation):
    proof.step("theorem", "Taken from the literature.",
               rules.cite, THEOREM,
               "K. Hornik, Neural Networks 4 (1991) 251-257, Theorem 1")
    proof.quote("worked instance", universal.derive, "approximation")
    proof.conclude("theorem", "worked instance")


if __name__ == "__main__":
    main(derive)
