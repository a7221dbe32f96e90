"""How procedure files are read, merged, checked and refused."""
