"""The seam to the PDF engine: `render(kind, document, photos)` gives bytes.

The engine runs in child processes (see `child.py`). A thread leases one for the time of
a document; a child is replaced after a number of documents or when it has grown too
large, and killed when it does not answer in time.
"""

import atexit
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, overload

from reports.rendering import photos as pictures
from reports.rendering.document import HERE, KINDS, from_json, photo_keys
from reports.rendering.sheet import sheet
from reports.rendering.slots import fitted

CHILD = HERE / "child.py"
FONTS = HERE / "fonts"
TEMPLATES = HERE / "typst"
LARGEST_DOCUMENT = 8_000_000  # bytes of JSON
LARGEST_RESULT = 64_000_000  # bytes
START_SECONDS = 30.0
# Of the caller's environment nothing; a template that would fetch a package finds no way out.
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PATH": os.defpath,
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
}
JOB_PREFIX = "ink-"
STALE_SECONDS = 3600.0


class RenderError(Exception):
    """A document that could not be rendered.

    `reason_code` is one of: document (not a valid document), too_large, compile (the
    engine refused), timeout, crash (the child died). Only the last two may pass by themselves.
    """

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(f"{reason_code}: {message}")
        self.reason_code = reason_code
        self.message = message


class Renderer:
    """One renderer child, for one thread at a time; a context manager.

    work_folder: where job folders are made (default: the system's temporary folder).
    documents, megabytes: after so many documents, or above this size, a new child.
    seconds: a document that takes longer is given up. memory: the child's address space.
    """

    def __init__(
        self,
        work_folder: str | Path | None = None,
        *,
        documents: int = 20,
        megabytes: int = 300,
        seconds: int = 60,
        memory: int = 3072,
    ) -> None:
        self.work_folder = (
            Path(work_folder) if work_folder else Path(tempfile.gettempdir())
        )
        self.documents, self.megabytes, self.seconds, self.memory = (
            documents,
            megabytes,
            seconds,
            memory,
        )
        self.warnings: list[str] = []
        self.done = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._unread = b""
        _alive.add(self)

    def __enter__(self) -> "Renderer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is no child."""
        return self._child.pid if self._child else None

    def render(
        self,
        kind: str,
        document_json: str,
        photos: Mapping[str, str | Path],
        *,
        output: Literal["pdf", "png"] = "pdf",
        ppi: float = 110,
    ) -> bytes | list[bytes]:
        """The PDF, or one PNG for each page at `ppi` dots an inch. Raises RenderError."""
        if len(document_json) > LARGEST_DOCUMENT:
            raise RenderError(
                "too_large", f"the document has {len(document_json)} characters"
            )
        try:
            document = from_json(document_json)
        except ValueError as error:
            raise RenderError("document", str(error)) from error
        if kind not in KINDS or document.kind != kind:
            raise RenderError(
                "document",
                f"a document of kind {kind!r} was expected, not {document.kind!r}",
            )
        with self._job_folder() as folder:
            known, loaded = {}, {}
            for number, key in enumerate(photo_keys(document), start=1):
                if picture := pictures.load(photos.get(key)):
                    name = f"p{number:03d}.jpg"
                    known[key] = (name, picture.width, picture.height)
                    loaded[name] = picture
            made = sheet(document, known)
            files = {name: picture.data for name, picture in loaded.items()}
            if output == "pdf":  # nobody weighs the images of its pages
                files = fitted(loaded, made)
            for name, data in files.items():
                (folder / name).write_bytes(data)
            (folder / "data.json").write_text(
                json.dumps(made, ensure_ascii=False, sort_keys=True), encoding="utf-8"
            )
            day = datetime.fromisoformat(f"{document.metadata_date}T00:00:00").replace(
                tzinfo=UTC
            )
            job = {
                "main": f"{kind}.typ",
                "folder": str(folder),
                "output": output,
                "timestamp": int(day.timestamp()),
                "ppi": ppi,
                "seconds": self.seconds,
            }
            answer = self._ask(job)
            results = _results(folder, answer["files"])
        return results[0] if output == "pdf" else results

    def close(self) -> None:
        """End the child. The next document starts a new one."""
        child, self._child = self._child, None
        if child is None:
            return
        self._unread = b""
        self.done = 0
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()

    @contextmanager
    def _job_folder(self) -> Iterator[Path]:
        """A folder of this job alone: templates, and what the job puts there."""
        self.work_folder.mkdir(parents=True, exist_ok=True)
        if self._child is None:
            sweep(self.work_folder)
        folder = Path(
            tempfile.mkdtemp(prefix=JOB_PREFIX, dir=self.work_folder)
        ).resolve()
        try:
            for template in TEMPLATES.glob("*.typ"):
                (folder / template.name).write_bytes(template.read_bytes())
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _start(self) -> "subprocess.Popen[bytes]":
        self._child = subprocess.Popen(  # noqa: S603  our own script, our own folders
            [sys.executable, "-I", str(CHILD), str(FONTS), str(self.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            env=ENVIRONMENT,
            bufsize=0,
        )
        return self._child

    def _ask(self, job: dict[str, Any]) -> dict[str, Any]:
        used = self.done > 0
        try:
            answer = self._answer(job)
        except RenderError as error:
            if error.reason_code != "crash" or not used:
                raise
            answer = self._answer(
                job
            )  # it may have died long before: a fresh one decides
        if self.done >= self.documents or answer["megabytes"] > self.megabytes:
            self.close()
            self._start()
        if "error" in answer:
            raise RenderError(answer["error"], answer["message"])
        self.warnings = answer["warnings"]
        return answer

    def _answer(self, job: dict[str, Any]) -> dict[str, Any]:
        child = self._child
        if child is None or child.poll() is not None:
            self.close()
            child = self._start()
        if not self.done:
            self._read(child, START_SECONDS)
        self.done += 1
        try:
            os.write(child.stdin.fileno(), json.dumps(job).encode() + b"\n")  # type: ignore[union-attr]
        except OSError as error:
            raise self._given_up("crash", "the renderer had ended") from error
        return self._read(child, self.seconds)

    def _read(self, child: "subprocess.Popen[bytes]", seconds: float) -> dict[str, Any]:
        """The next line of the child, or a RenderError and no child any more."""
        answers = child.stdout.fileno()  # type: ignore[union-attr]
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(answers, select.POLLIN)
        while b"\n" not in self._unread:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise self._given_up("timeout", f"no answer within {seconds:g} seconds")
            if not (found := os.read(answers, 65536)):
                raise self._given_up(
                    "crash", f"the renderer ended with {child.wait(5)}"
                )
            self._unread += found
        text, _, self._unread = self._unread.partition(b"\n")
        answer: dict[str, Any] = json.loads(text)
        return answer

    def _given_up(self, reason_code: str, message: str) -> RenderError:
        self.close()
        return RenderError(reason_code, message)

    def _forget(self) -> None:
        """In a forked process: the child belongs to the parent, only its pipes are ours."""
        child, self._child = self._child, None
        if child is None:
            return
        self._unread = b""
        self.done = 0
        child.returncode = 0
        for pipe in (child.stdin, child.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


_alive: "weakref.WeakSet[Renderer]" = weakref.WeakSet()
_idle: dict[Path | None, list[Renderer]] = {}
_lock = threading.Lock()


@overload
def render(
    kind: str,
    document_json: str,
    photos: Mapping[str, str | Path],
    *,
    output: Literal["pdf"] = "pdf",
    work_folder: Path | None = None,
) -> bytes: ...
@overload
def render(
    kind: str,
    document_json: str,
    photos: Mapping[str, str | Path],
    *,
    output: Literal["png"],
    work_folder: Path | None = None,
) -> list[bytes]: ...
def render(
    kind: str,
    document_json: str,
    photos: Mapping[str, str | Path],
    *,
    output: Literal["pdf", "png"] = "pdf",
    work_folder: Path | None = None,
) -> bytes | list[bytes]:
    """Render with a leased child: one child for each thread that renders at this moment.

    photos: the file of each photo key; a missing or unreadable one becomes a placeholder.
    Raises RenderError.
    """
    with lease(work_folder) as renderer:
        return renderer.render(kind, document_json, photos, output=output)


@contextmanager
def lease(work_folder: Path | None = None) -> Iterator[Renderer]:
    """A renderer for the calling thread, given back afterwards with its child running."""
    with _lock:
        idle = _idle.setdefault(work_folder, [])
        renderer = idle.pop() if idle else Renderer(work_folder)
    try:
        yield renderer
    finally:
        with _lock:
            _idle.setdefault(work_folder, []).append(renderer)


def close_all() -> None:
    """End the children of all idle renderers."""
    with _lock:
        renderers = [renderer for idle in _idle.values() for renderer in idle]
        _idle.clear()
    for renderer in renderers:
        renderer.close()


def sweep(work_folder: Path) -> None:
    """Remove job folders that a killed worker left behind more than an hour ago."""
    for folder in work_folder.glob(f"{JOB_PREFIX}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _results(folder: Path, names: list[str]) -> list[bytes]:
    size = sum((folder / name).stat().st_size for name in names)
    if size > LARGEST_RESULT:
        raise RenderError("too_large", f"the result has {size} bytes")
    return [(folder / name).read_bytes() for name in names]


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()
    for renderer in list(_alive):
        renderer._forget()
    _idle.clear()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(close_all)
