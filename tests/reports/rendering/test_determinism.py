"""The same document gives the same bytes, whoever prints it, where and when."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time

import pytest

from reports.rendering.document import HERE, digest, to_json
from tests.reports.rendering.samples import SHAPES, bulletin, lesson_study, photo_files
from tests.reports.rendering.test_pdf import captioned

SCRIPT = """
import contextlib, hashlib, json, sys, time
sys.path.insert(0, sys.argv[1])
import time_machine
from reports.rendering.document import digest, from_json
from reports.rendering.docx import to_docx
from reports.rendering.engine import Renderer
text, files, work, later = json.load(sys.stdin)
with time_machine.travel(time.time() + later), Renderer(work) as renderer:
    document = from_json(text)
    made = {
        "pdf": renderer.render(document.kind, text, files),
        "png": b"".join(renderer.render(document.kind, text, files, output="png")),
        "docx": to_docx(document, files),
        "digest": digest(document, dict.fromkeys(files, "1")).encode(),
    }
print(json.dumps({name: hashlib.sha256(data).hexdigest() for name, data in made.items()}))
"""


def printed(document, files, work, cwd, later=0.0, **environment):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(HERE.parent.parent)],
        input=json.dumps([to_json(document), files, str(work), later]),
        cwd=cwd,
        env={"PATH": os.defpath, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["news", "bulletin"])
def test_two_processes_in_two_places_give_the_same_bytes(tmp_path, kind):
    items, files = photo_files(tmp_path, list(SHAPES))
    document = lesson_study(captioned(items))
    if kind == "bulletin":
        document = bulletin((document, lesson_study()), (lesson_study(),))
    there = tmp_path / "ở nơi khác"
    there.mkdir()
    copies = {
        key: str(shutil.copy(path, there / f"khác-{key}.jpg"))
        for key, path in files.items()
    }
    began = time.monotonic()
    first = printed(
        document,
        files,
        tmp_path / "w1",
        tmp_path,
        TZ="Asia/Ho_Chi_Minh",
        LANG="vi_VN.UTF-8",
        PYTHONHASHSEED="1",
    )
    time.sleep(max(0.0, 2.1 - (time.monotonic() - began)))
    second = printed(
        document,
        copies,
        there / "w2",
        "/",
        later=400 * 86400.0,
        TZ="America/New_York",
        LANG="C",
        PYTHONHASHSEED="4242",
        HOME="/nonexistent",
    )
    assert first == second
    assert (
        first["digest"]
        == hashlib.sha256(
            digest(document, dict.fromkeys(files, "1")).encode()
        ).hexdigest()
    )
