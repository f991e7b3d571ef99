"""The error of a sum of m equal steps, for every function with slopes of at most M on [a, b].

With S(t) = 1/(1+exp(-t)), h = (b-a)/m, nodes x_i = a + i h and values |y_i - F(x_i)| <= delta,
g(x) = y_0 + sum_{i=1..m} (y_i - y_{i-1}) S((k/h)(x - a - (i - 1/2) h)), and

    |F(x) - g(x)| <= M h (1/2 + 2 log(2)/k) + delta   for a <= x <= b.
"""

from sympy import Rational, Symbol, log

a, b = (Symbol(name, real=True) for name in "ab")
M, delta = (Symbol(name, nonnegative=True) for name in ("M", "delta"))
h, k = (Symbol(name, positive=True) for name in "hk")
m = Symbol("m", integer=True, positive=True)

bound = M * h * (Rational(1, 2) + 2 * log(2) / k) + delta
