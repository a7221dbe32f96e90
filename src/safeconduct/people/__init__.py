"""People: who they are, what they are called, who may speak for them."""
