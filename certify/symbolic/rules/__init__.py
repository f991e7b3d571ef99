"""The rules: each takes the statement claimed and its premises, and makes a Fact or raises NotShown.

Symbolic evidence is exact: a difference must reduce to the number 0, a sign must follow from the
assumptions of the symbols, an inequality between numbers is decided by enclosures.  "Could not
show" is NotShown; it is never taken for "false".
"""

from certify.symbolic.rules.algebra import (
    absolute,
    divided,
    equivalent,
    identity,
    least_integer,
    linear,
    nonnegative,
    positive,
    product,
    sides,
    substitute,
)
from certify.symbolic.rules.calculus import (
    chain,
    compose,
    derivative,
    integral,
    integral_order,
    intermediate_value,
    limit,
    monotone,
    split_integral,
    sum_above_integral,
    sum_below_integral,
)
from certify.symbolic.rules.cases import (
    cases,
    last_term,
    ordered,
    resolved,
    shifted,
    split_sum,
    summed,
)
from certify.symbolic.rules.core import NotShown
from certify.symbolic.rules.exact import (
    greatest,
    linear_pieces,
    piecewise_integral,
    regions,
)
from certify.symbolic.rules.logic import (
    apply,
    cite,
    cut,
    function_instance,
    hypothesis,
    induction,
    instance,
    rescale,
    supremum,
)
from certify.symbolic.rules.numbers import counterexample, enclosure, integral_enclosure

__all__ = [
    "NotShown", "absolute", "apply", "cases", "chain", "cite", "compose", "counterexample", "cut",
    "derivative", "divided", "enclosure", "equivalent", "function_instance", "greatest", "hypothesis", "identity",
    "induction", "instance", "integral", "integral_enclosure", "integral_order", "intermediate_value",
    "last_term", "least_integer", "limit", "linear", "linear_pieces", "monotone", "nonnegative",
    "ordered", "piecewise_integral", "positive", "product", "regions", "rescale", "resolved", "shifted",
    "sides", "split_integral", "split_sum", "substitute", "sum_above_integral", "sum_below_integral", "summed",
    "supremum",
]  # fmt: skip
