"""Tables, acts and pages of cases."""
