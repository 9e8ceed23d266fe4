"""The child that cleans one file: a fresh process with limits, started by `door.py`.

Reads the file from standard input. Writes one JSON line, and the cleaned file when all went well.
Usage: python -m lessons.cleaning.child KIND MEGABYTES CPU_SECONDS
"""

import importlib
import json
import resource
import sys

# The module that cleans a kind, and its function; a reader that is not needed is not loaded.
HOW = {
    "office": ("lessons.cleaning.office", "clean_office"),
    "pdf": ("lessons.cleaning.portable", "clean_pdf"),
    "picture": ("lessons.cleaning.pictures", "clean_picture"),
}


def limit(megabytes: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    kind, megabytes, seconds = sys.argv[1], *map(int, sys.argv[2:4])
    module, function = HOW[kind]
    clean = getattr(importlib.import_module(module), function)
    limit(megabytes, seconds)
    data = sys.stdin.buffer.read()
    made, words, answer = b"", "", {}
    try:
        cleaned = clean(data)
        made, words = cleaned if isinstance(cleaned, tuple) else (cleaned, "")
    except Exception as error:  # whatever a reader raises for a damaged file
        known = {"Locked": "locked", "Loaded": "loaded"}
        answer = {
            "error": known.get(type(error).__name__, "broken"),
            "detail": f"{type(error).__name__}: {error}"[:200],
        }
    out = sys.stdout.buffer
    out.write(json.dumps({"text": words, **answer}).encode() + b"\n")
    out.write(made)
    out.flush()


if __name__ == "__main__":
    main()
