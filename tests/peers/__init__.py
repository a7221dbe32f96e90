"""Wallet, issuer and verifier that we did not write, run by node, tried against ours."""
