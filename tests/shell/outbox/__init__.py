"""Letters to the world."""
