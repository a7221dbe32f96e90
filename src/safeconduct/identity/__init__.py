"""Identity: credentials and documents as they are written, signed, shown and checked; pure formats without a server."""
