"""Documents and credentials: how identity is written, signed, shown and checked; pure formats."""
