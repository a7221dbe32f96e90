"""The journal: entries that are chained, counted in one tree, sealed by signed checkpoints, and acknowledged."""
