"""A second reading of the semantics page, day by day, that judges the checker."""
