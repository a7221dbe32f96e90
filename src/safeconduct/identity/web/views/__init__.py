"""Pages of credentials: the person's own, those of officers, and what everybody may fetch."""
