"""How fast it is, and what that costs: `make bench`. docs/performance.md says what is measured and how to read it.

Nothing here is part of the product: it starts servers of its own on data of its own, and drops both at its end.
"""
