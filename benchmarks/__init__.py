"""Measurements of the aims; ``python -m benchmarks`` runs them, ``docs/reference/benchmarks.md`` keeps them."""
