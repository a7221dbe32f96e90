"""Tables, search and pages of people."""
