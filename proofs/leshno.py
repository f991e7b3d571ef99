"""The theorem of Leshno, Lin, Pinkus and Schocken: any activation but a polynomial will do.

Nothing is proved of it here; what is proved is its instance in one variable, with an explicit network
and an explicit error: see ``proofs/universal.py``.
"""

from certify.symbolic import Derivation, rules, script
from certify.symbolic.printing import main
from proofs import universal

THEOREM = (
    "Let s be locally bounded, with a set of discontinuities whose closure has measure 0.  The sums "
    "sum a_j s(<w_j, x> + b_j) are dense in C(R^n), uniformly on compact sets, if and only if s does "
    "not agree with a polynomial almost everywhere."
)


@script(
    "leshno",
    "networks are dense in C(R^n), uniformly on compact sets, if and only if s is not a polynomial",
    "Neural Networks (slides, University of Auckland)",
    status="cited",
)
def derive(proof: Derivation):
    proof.step("theorem", "Taken from the literature.",
               rules.cite, THEOREM,
               "M. Leshno, V. Lin, A. Pinkus, S. Schocken, Neural Networks 6 (1993) 861-867, Theorem 1")
    proof.quote("worked instance", universal.derive, "approximation")
    proof.conclude("theorem", "worked instance")


if __name__ == "__main__":
    main(derive)
