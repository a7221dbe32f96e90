"""The top of the house: settings, addresses and the WSGI application."""
