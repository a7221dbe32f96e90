"""Pages, tables and acts of identity."""
