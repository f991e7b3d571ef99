"""Taylor forms of sums of sigmoids, in whichever arithmetic is installed.

``ival`` (package crival: double ends, in bulk), ``arb`` (python-flint: balls of any precision),
``integers`` (the checker's own fixed point, always there) and ``mpmath`` (its intervals, always there
and slow).  An engine proposes bounds; the checker decides.
"""

from certify.engines.form import Form, Forms, Piece, TooCoarse
from certify.engines.integers import Integers
from certify.engines.local import halvings
from certify.engines.selection import NAMES, Engine, engine, installed

__all__ = [
    "NAMES",
    "Engine",
    "Form",
    "Forms",
    "Integers",
    "Piece",
    "TooCoarse",
    "engine",
    "halvings",
    "installed",
]
