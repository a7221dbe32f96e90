"""Tables, pages and the interface for machines of the directory of services."""
