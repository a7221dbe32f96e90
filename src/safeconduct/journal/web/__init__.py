"""The journal in a database: its tables, the only function that writes entries, keys, seals and verification."""
