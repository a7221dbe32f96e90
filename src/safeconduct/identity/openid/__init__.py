"""OpenID4VCI 1.0 (issuing to wallets) and OpenID4VP 1.0 (asking wallets), without server, network, clock or chance.

What lasts between two requests is frozen data that is handed in and handed back; who stores it is no matter of ours.
"""
