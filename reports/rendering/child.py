"""The renderer process: sets one job a line and ends when its input ends.

Started fresh by `engine.Renderer`, never imported: the PDF engine hangs in a forked
process and keeps decoded photos for many documents, so it has no place in a worker.

A job is {"main", "folder", "output", "timestamp", "ppi", "seconds"}; the answer
{"files", "warnings", "megabytes"} or {"error", "message"}. Results are written into the
job's folder.
"""

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

import typst

if __name__ != "__main__":
    raise ImportError("the renderer works only in a process of its own")

STANDARDS = ["a-2a", "ua-1"]
PAGE_BYTES = resource.getpagesize()


def limit_memory(megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: int) -> None:
    """From now on: so many seconds on the clock, and as many of each of two processors."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + 2 * seconds, hard))
    signal.alarm(seconds + 5)  # ends an orphan whose work never does


def megabytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return pages * PAGE_BYTES >> 20


def work(job: dict, fonts: typst.Fonts) -> dict:
    folder = Path(job["folder"])
    form: dict[str, Any] = {"ppi": job["ppi"]}
    if job["output"] == "pdf":
        form = {"pdf_standards": STANDARDS}
    pages, warnings = typst.compile_with_warnings(
        str(folder / job["main"]),
        root=str(folder),
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=str(folder / "none"),
        package_cache_path=str(folder / "none"),
        format=job["output"],
        timestamp=job["timestamp"],
        **form,
    )
    said = [warning.message for warning in warnings]
    if bad := [message for message in said if "unknown font family" in message]:
        return {"error": "compile", "message": bad[0]}
    files = []
    for number, page in enumerate(
        [pages] if isinstance(pages, bytes) else pages, start=1
    ):
        files.append(f"out{number:04d}.{job['output']}")
        (folder / files[-1]).write_bytes(page)
    return {"files": files, "warnings": said}


def main(fonts_folder: str, memory: str) -> None:
    # Whatever a library prints must not fall between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's business
    limit_memory(int(memory))
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[fonts_folder],
    )
    answers.write(json.dumps({"ready": True}) + "\n")
    answers.flush()
    for text in sys.stdin:
        job = json.loads(text)
        limit_time(job["seconds"])
        try:
            answer = work(job, fonts)
        except typst.TypstError as error:
            answer = {
                "error": "compile",
                "message": f"{error.message} {' '.join(error.trace)}"[:2000],
            }
        except MemoryError:
            answer = {
                "error": "too_large",
                "message": "the document needs too much memory",
            }
        except Exception as error:  # the parent decides what it means
            answer = {
                "error": "compile",
                "message": f"{type(error).__name__}: {error}"[:2000],
            }
        signal.alarm(0)
        answer["megabytes"] = megabytes()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main(*sys.argv[1:])
