"""Cases in the reader's words: dates with their sums, the bar of time, what happened, what may be done now."""
