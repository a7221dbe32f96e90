"""The page of verification as one file: style and scripts stand in it, and its policy names them by their hashes.

Browsers load no modules from a disk. So each module becomes a function that returns what it exports, in the order in
which they need one another. Modules here import by name from modules beside them and export what they declare; another
way of writing is refused, so that it is seen.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

QR = ("index", "decode")
BASE = ("refusal", "bytes", "der", "cbor", "keys", "certificate", "chain", "trust", "jws", "status", "cose")
FORMATS = ("card", "sd-jwt", "mdoc", "health", "strict-json", "seal", "receipt", "judge")
OURS = (*BASE, *FORMATS, "kept", "lists")
MODULES = (
    *(f"identity/qr/{name}.js" for name in QR),
    *(f"identity/verify/{name}.js" for name in (*OURS, "codes", "page")),
)
SHEET = "shell/safeconduct.css"
IMPORT = re.compile(r"^import (?:\* as (\w+)|\{([^}]*)\}) from [\"'][./\w-]*?([\w-]+)\.js[\"'];$", re.M)
DECLARED = re.compile(r"^export ((?:async )?function\*?|const|class) (\w+)", re.M)
SEVERAL = re.compile(r"^export const [^;\n(]*, \w+ = .*", re.M)
LISTED = re.compile(r"^export \{([^}]*)\};$", re.M)
DEFAULT = re.compile(r"^export default \w+;$", re.M)
LEFT = re.compile(r"^(import|export)\b.*", re.M)


def make(request: HttpRequest, told: dict[str, object]) -> str:
    """Return the file."""
    style, script = _text(SHEET), bundle()
    hashes = f"script-src 'sha256-{_hash(script)}'; style-src 'sha256-{_hash(style)}'"
    inside = {
        "policy": f"default-src 'none'; {hashes}; img-src data: blob:",
        "style": mark_safe(f"<style>{style}</style>"),  # noqa: S308 - our own file
        "script": mark_safe(f"<script>{script}</script>"),  # noqa: S308 - our own files
    }
    return render_to_string("identity/verify-file.html", told | inside, request)


def bundle() -> str:
    """Put the modules into one script."""
    parts = "\n".join(_wrapped(Path(name).stem, _text(name)) for name in MODULES)
    script = f'"use strict";\nconst its = {{}};\n{parts}\n'
    if "</script" in script.lower():
        raise ValueError("A module holds the end of a script: as one file the page would break there.")
    return script


def _wrapped(name: str, text: str) -> str:
    several = SEVERAL.search(text)
    exported = [declared[2] for declared in DECLARED.finditer(text)]
    exported += [_member(one, exporting=True) for listed in LISTED.findall(text) for one in _names(listed)]
    for pattern, by in ((DECLARED, r"\1 \2"), (LISTED, ""), (DEFAULT, "")):
        text = pattern.sub(by, text)
    text = IMPORT.sub(_taken, text)
    if left := several or LEFT.search(text):
        raise ValueError(f"{name}.js, {left[0]!r}: modules import and export by name alone, so that they fit one file.")
    return f'its["{name}"] = (() => {{\n{text}\nreturn {{ {", ".join(exported)} }};\n}})();'


def _taken(found: re.Match[str]) -> str:
    whole, names, module = found.groups()
    members = ", ".join(_member(one, exporting=False) for one in _names(names or ""))
    return f'const {whole or "{ " + members + " }"} = its["{module}"];'


def _names(listed: str) -> list[str]:
    return [one.strip() for one in listed.split(",") if one.strip()]


def _member(name: str, *, exporting: bool) -> str:
    """``a as b`` as a member of an object, named as others know it; a bare name as it is."""
    first, _, second = name.partition(" as ")
    if not second:
        return first
    return f"{second}: {first}" if exporting else f"{first}: {second}"


def json_of(value: object) -> str:
    """Write JSON, letters as they are."""
    return json.dumps(value, ensure_ascii=False)


def _text(name: str) -> str:
    return Path(str(finders.find(name))).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
