"""Hornik's second theorem: a continuous one is enough for uniform approximation.

Nothing is proved of it here; what is proved is its instance in one variable, with an explicit network
and an explicit error: see ``proofs/universal.py``.
"""

from certify.symbolic import Derivation, rules, script
from certify.symbolic.printing import main
from proofs import universal

THEOREM = (
    "Let s be continuous, bounded and not constant.  For every compact X in R^k, the sums "
    "sum a_j s(<w_j, x> + b_j) are dense in C(X) in the maximum norm."
)


@script(
    "hornik_uniform",
    "networks with a continuous, bounded, nonconstant activation are dense in C(X), X compact",
    "Neural Networks (slides, University of Auckland)",
    status="cited",
)
def derive(proof: Derivation):
    proof.step("theorem", "Taken from the literature.",
               rules.cite, THEOREM,
               "K. Hornik, Neural Networks 4 (1991) 251-257, Theorem 2")
    proof.quote("worked instance", universal.derive, "approximation")
    proof.conclude("theorem", "worked instance")


if __name__ == "__main__":
    main(derive)
