"""How fast sup-norms are enclosed and checked, beside what one would use instead.

``python -m benchmarks`` measures it.  Only ratios within one run mean anything.  A peer that is not
installed is named and left out.
"""
