"""The parent's side: starts the child, waits for it, and takes its answer as data."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from concerted.errors import DataError
from concerted.read.documents.extracted import Extracted, UnreadableError

WALL_SECONDS = 120
_LARGEST_ANSWER = 200 * 2**20
_KEPT = ("PATH", "SYSTEMROOT", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONPATH")
_NEEDED = {"pdf": "pypdfium2", "html": "trafilatura", "warc": "warcio", "wacz": "warcio"}


def extract(raw: bytes, kind: str) -> list[Extracted]:
    """Take a document apart in a child process.

    Raises
    ------
    UnreadableError
        If the document cannot be read, or takes too long or too much.
    DataError
        If the library for its kind is not installed.
    """
    _check_installed(kind)
    command = [sys.executable, "-m", "concerted.read.documents.inside", kind]
    # Nothing of the user's surroundings goes with it: no keys, no proxies, no settings.
    surroundings = {name: os.environ[name] for name in _KEPT if name in os.environ}
    surroundings |= {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=WALL_SECONDS, env=surroundings, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(f"it takes longer than {WALL_SECONDS} seconds to read") from error
    if done.returncode != 0 or not done.stdout or len(done.stdout) > _LARGEST_ANSWER:
        raise UnreadableError(_why(done.returncode))
    answer = json.loads(done.stdout.decode("utf-8", "surrogatepass"))
    if "error" in answer:
        raise UnreadableError(answer["error"])
    return [Extracted(**{**page, "notes": tuple(page["notes"])}) for page in answer["pages"]]


def _why(status: int) -> str:
    if status < 0:
        return "it takes more time or memory than a document may, or breaks its reader"
    return "it breaks its reader; save the page as text"


def _check_installed(kind: str) -> None:
    from importlib.util import find_spec

    if find_spec(_NEEDED[kind]) is None:
        raise DataError(f'expected the library for {kind} documents; found none. Install "concerted[documents]", or save the document as text.')
