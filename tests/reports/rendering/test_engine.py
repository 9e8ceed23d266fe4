"""The seam: what comes back, what is refused, what is killed, and what is left behind."""

import importlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pypdf
import pytest

from reports.rendering import engine
from reports.rendering.document import HERE, NewsDocument, Paragraph, to_json
from reports.rendering.engine import Renderer, RenderError, lease
from tests.reports.rendering.samples import lesson_study, photo_files

ROOT = HERE.parent.parent
SMALL = to_json(NewsDocument(title="Một", metadata_date="2024-01-01"))
LOOPS = "".join(f"for {x} in range(2000) {{ " for x in "abcd")
SLOW = f"#let n = 0\n#{{{LOOPS} n += 1 {'}' * 4}}}"
ALONE = """
import sys
before = set(sys.modules)  # what measures the tests brings its own
import reports.rendering.engine, reports.rendering.docx
foreign = {"django", "typst", "celery", "requests", "http", "sqlite3"}
new = set(sys.modules) - before
print(sorted(foreign & {name.partition(".")[0] for name in new}))
"""


def alive(pid):
    """Whether a process still works (a dead one whose parent has not looked counts as gone)."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            not in "ZX"
        )
    except OSError:
        return False


def gone_within(seconds, pid):
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


@pytest.fixture
def own(tmp_path):
    """A renderer of this test alone."""
    with Renderer(tmp_path / "work", seconds=10) as renderer:
        yield renderer


@pytest.fixture
def templates(tmp_path, monkeypatch):
    """A folder of templates of this test alone."""
    folder = tmp_path / "templates"
    folder.mkdir()
    monkeypatch.setattr(engine, "TEMPLATES", folder)
    return folder


def python(script, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **environment},
        text=True,
    )


def test_a_news_report_becomes_a_pdf_with_its_photos(own, tmp_path):
    items, files = photo_files(tmp_path, ["landscape", "portrait"])
    pdf = own.render("news", to_json(lesson_study(items)), files)
    assert sum(len(page.images) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2
    assert own.warnings == []


def test_page_images_are_png_one_for_each_page(own):
    pages = own.render("news", to_json(lesson_study()), {}, output="png")
    assert [page[:8] for page in pages] == [b"\x89PNG\r\n\x1a\n"] * 2


@pytest.mark.parametrize(
    ("kind", "document", "message"),
    [
        ("bulletin", SMALL, "a document of kind 'bulletin' was expected, not 'news'"),
        ("../news", SMALL, "a document of kind '../news' was expected, not 'news'"),
        (
            "news",
            "{}",
            "unknown kind of document None; known: news, bulletin, official",
        ),
    ],
)
def test_what_is_no_document_of_that_kind_is_refused(own, kind, document, message):
    with pytest.raises(RenderError) as refused:
        own.render(kind, document, {})
    assert (refused.value.reason_code, refused.value.message) == ("document", message)
    assert own.pid is None


def test_too_large_documents_and_results_are_refused(own, monkeypatch):
    monkeypatch.setattr(engine, "LARGEST_RESULT", 1000)
    with pytest.raises(RenderError, match="too_large: the result has"):
        own.render("news", SMALL, {})
    monkeypatch.setattr(engine, "LARGEST_DOCUMENT", 10)
    with pytest.raises(RenderError, match="too_large: the document has"):
        own.render("news", SMALL, {})


def test_no_job_folder_is_left_behind_also_after_a_failure(own, templates):
    (templates / "news.typ").write_text("= Một")
    with pytest.raises(RenderError):
        own.render("news", SMALL, {})
    assert list(own.work_folder.iterdir()) == []


def test_folders_of_a_killed_worker_are_swept_after_an_hour(own):
    old, young, other = (
        own.work_folder / name for name in ("ink-old", "ink-young", "other")
    )
    for folder in (old, young, other):
        (folder / "p001.jpg").parent.mkdir(parents=True)
        (folder / "p001.jpg").write_bytes(b"x")
    for folder in (old, other):
        os.utime(folder, (time.time() - 4000,) * 2)
    own.render("news", SMALL, {})
    assert {folder.name for folder in own.work_folder.iterdir()} == {
        "ink-young",
        "other",
    }


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            '#set document(title: "A")\n#set text(font: "Comic Sans MS")\nMột',
            "unknown font family: comic sans ms",
        ),
        ('#import "@preview/cetz:0.1.0": *', "failed to download package"),
        ('#read("/etc/passwd")', "file not found"),
        ('#read("../../../../etc/passwd")', "path"),
        ("#panic()", "panicked"),
        ("Một", "title"),
    ],
)
def test_a_faulty_template_is_an_error_with_its_message(
    own, templates, template, message
):
    (templates / "news.typ").write_text(template)
    with pytest.raises(RenderError) as refused:
        own.render("news", SMALL, {})
    assert refused.value.reason_code == "compile"
    assert message in refused.value.message
    assert alive(own.pid)


def test_a_child_serves_many_documents_and_is_then_replaced(tmp_path):
    with Renderer(tmp_path, documents=3) as renderer:
        pids = []
        for _ in range(4):
            renderer.render("news", SMALL, {})
            pids.append(renderer.pid)
        assert pids[0] == pids[1] != pids[2] == pids[3]
        assert not alive(pids[0])


def test_a_child_that_has_grown_is_replaced(tmp_path):
    with Renderer(tmp_path, megabytes=1) as renderer:
        renderer.render("news", SMALL, {})
        first = renderer.pid
        renderer.render("news", SMALL, {})
        assert renderer.pid != first


def test_a_hanging_child_is_killed_and_the_next_document_gets_a_new_one(own, tmp_path):
    own.render("news", SMALL, {})
    own.seconds, hanging = 1, own.pid
    os.kill(hanging, signal.SIGSTOP)
    with pytest.raises(RenderError) as refused:
        own.render("news", SMALL, {})
    assert refused.value.reason_code == "timeout"
    assert not alive(hanging)
    assert own.render("news", SMALL, {})[:4] == b"%PDF"


def test_a_document_that_takes_too_long_is_given_up(own, templates):
    (templates / "news.typ").write_text(SLOW)
    own.seconds, began = 1, time.monotonic()
    with pytest.raises(RenderError) as refused:
        own.render("news", SMALL, {})
    assert refused.value.reason_code == "timeout"
    assert 0.9 < time.monotonic() - began < 3
    assert own.pid is None
    assert list(own.work_folder.iterdir()) == []


def test_a_child_that_died_between_documents_is_not_missed(own):
    own.render("news", SMALL, {})
    os.kill(own.pid, signal.SIGKILL)
    assert own.render("news", SMALL, {})[:4] == b"%PDF"


def test_an_old_child_that_dies_at_work_is_replaced_and_the_document_tried_again(own):
    own.render("news", SMALL, {})
    old = own.pid
    os.kill(old, signal.SIGSTOP)
    threading.Timer(0.3, lambda: os.kill(old, signal.SIGKILL)).start()
    assert own.render("news", SMALL, {})[:4] == b"%PDF"
    assert own.pid != old


def test_a_child_that_dies_at_work_is_a_crash(own, templates):
    (templates / "news.typ").write_text(SLOW)
    threading.Timer(1.0, lambda: os.kill(own.pid, signal.SIGKILL)).start()
    with pytest.raises(RenderError) as refused:
        own.render("news", SMALL, {})
    assert (refused.value.reason_code, refused.value.message) == (
        "crash",
        "the renderer ended with -9",
    )


def test_a_document_that_needs_too_much_memory_takes_only_the_child(
    tmp_path, templates
):
    (templates / "news.typ").write_text(
        '#set document(title: "A")\n#let a = range(200000000)\n#a.len()'
    )
    with Renderer(tmp_path / "work", memory=1024) as renderer:
        with pytest.raises(RenderError) as refused:
            renderer.render("news", SMALL, {})
        assert refused.value.reason_code in ("crash", "too_large")


def test_the_child_ends_when_its_parent_is_killed(tmp_path):
    parent = python(
        "import sys; from reports.rendering.engine import Renderer\n"
        f"r = Renderer({str(tmp_path)!r}); r.render('news', {SMALL!r}, {{}}); print(r.pid, flush=True); sys.stdin.read()"
    )
    pid = int(parent.stdout.readline())
    assert alive(pid)
    parent.kill()
    parent.communicate()
    assert gone_within(3, pid)


def test_an_orphan_at_work_does_not_outlive_its_limit(tmp_path):
    (tmp_path / "news.typ").write_text(SLOW)
    parent = python(
        "import threading; from pathlib import Path; from reports.rendering import engine\n"
        f"engine.TEMPLATES = Path({str(tmp_path)!r}); r = engine.Renderer({str(tmp_path / 'work')!r}, seconds=1)\n"
        "threading.Timer(0.7, lambda: print(r.pid, flush=True)).start()\n"
        f"r.render('news', {SMALL!r}, {{}})"
    )
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    assert gone_within(9, pid)


def test_the_engine_refuses_to_work_in_this_process():
    with pytest.raises(ImportError, match="only in a process of its own"):
        importlib.import_module("reports.rendering.child")


def test_the_package_stands_alone():
    """No Django, no engine in the caller's process, no network."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        cwd=ROOT,
        # Who measures coverage loads modules of his own.
        env={
            name: value
            for name, value in os.environ.items()
            if not name.startswith("COVERAGE")
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_a_forked_process_gets_a_child_of_its_own(tmp_path):
    script = (
        "import os; from pathlib import Path; from reports.rendering import engine\n"
        f"work = Path({str(tmp_path)!r}); small = {SMALL!r}\n"
        "engine.render('news', small, {}, work_folder=work)\n"
        "with engine.lease(work) as r: mine = r.pid\n"
        "if os.fork() == 0:\n"
        "    engine.render('news', small, {}, work_folder=work)\n"
        "    with engine.lease(work) as r: ok = r.pid != mine\n"
        "    engine.close_all(); os._exit(0 if ok else 1)\n"
        "status = os.wait()[1]\n"
        "engine.render('news', small, {}, work_folder=work)\n"
        "with engine.lease(work) as r: print(status, r.pid == mine)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["0", "True"]


def test_a_child_that_takes_no_work_any_more_is_a_crash(tmp_path, monkeypatch):
    """It lives and has closed its end: what is written to it goes nowhere."""
    deaf = tmp_path / "deaf.py"
    deaf.write_text(
        "import os, time\nos.close(0)\nprint('{\"ready\": true}', flush=True)\ntime.sleep(60)\n"
    )
    with Renderer(tmp_path / "ink") as renderer:
        with monkeypatch.context() as only_here:
            only_here.setattr(engine, "CHILD", deaf)
            with pytest.raises(RenderError, match="the renderer had ended") as refused:
                renderer.render("news", SMALL, {})
        assert refused.value.reason_code == "crash"
        assert renderer.pid is None
        # The next document gets a new one.
        assert renderer.render("news", SMALL, {}).startswith(b"%PDF")


def test_threads_at_work_have_a_child_each_and_give_it_back(tmp_path):
    text = to_json(
        NewsDocument(
            title="A",
            metadata_date="2024-01-01",
            blocks=(Paragraph("Một hai ba. " * 300),),
        )
    )
    results, pids, meet = [], set(), threading.Barrier(3)

    def work():
        with lease(tmp_path) as renderer:
            meet.wait(10)
            results.append(renderer.render("news", text, {}))
            pids.add(renderer.pid)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 3
    assert len(set(results)) == 1
    assert engine.render("news", text, {}, work_folder=tmp_path) == results[0]
    with lease(tmp_path) as renderer:
        assert renderer.pid in pids
    engine.close_all()
    assert [pid for pid in pids if not gone_within(2, pid)] == []
