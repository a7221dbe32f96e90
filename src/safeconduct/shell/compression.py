"""Compresses pages, and leaves files alone."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class Compression(GZipMiddleware):
    """Compresses what is sent in one piece. A file keeps its length, by which a reader sees that it came whole."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a page."""
        return response if response.streaming else super().process_response(request, response)
