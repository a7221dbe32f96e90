"""Tests of OpenID4VCI and OpenID4VP."""
