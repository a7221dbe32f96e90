"""Why a file is not taken, and how that is said."""

from __future__ import annotations

from safeconduct.cases.attachments.content import kinds, texts


class Refused(ValueError):
    """A file that is not taken. ``reason`` is its key in the library, ``values`` what the sentence fills in."""

    def __init__(self, reason: str, **values: str) -> None:
        self.reason, self.values = reason, values
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """Say why, and what to do."""
        return texts(language).refusals[self.reason].format(**self.values)


def too_large(kind: str = "") -> Refused:
    """More bytes than this kind may have; without one, more than any may."""
    most = kinds().kinds[kind].most_bytes if kind else kinds().most_bytes
    return Refused("too large", most=f"{most // 1_000_000} MB")


def check_pixels(width: int, height: int) -> None:
    """Refuse a picture that has no size, or would fill the memory of whoever opens it."""
    most = kinds().limits.pixels.most
    if width < 1 or height < 1:
        raise Refused("broken")
    if width * height > most:
        raise Refused("too many pixels", most=str(most // 1_000_000))


def check_pages(pages: int) -> None:
    """Refuse a file without a page, or with more than can be read as one paper."""
    most = kinds().limits.pages.most
    if pages < 1:
        raise Refused("broken")
    if pages > most:
        raise Refused("too many pages", most=str(most))
