"""`make demo-reports`: a fresh installation, the demonstration, a real worker, PDF and Word of each."""

import subprocess
import sys

import pytest
from django.conf import settings

NAMES = (
    "000_a9aa99fcd8798e48",
    "001_b9befe4a04e372a5",
    "002_ef0bf8596c6046c4",
    "003_72c620c2abb2d918",
    "004_d943c97580ba992a",
    "bien-ban",
    "danh-sach-ky-ten",
    "ke-hoach-bai-day",
    "ke-hoach-nam-hoc",
    "phieu-quan-sat",
)


@pytest.mark.worker
def test_the_five_reports_come_out_of_a_real_worker_as_pdf_and_word(tmp_path):
    target = tmp_path / "reports"
    words = [sys.executable, "manage.py", "demo_reports", f"--to={target}"]
    done = subprocess.run(
        words, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert {path.name for path in target.iterdir()} == {
        name + ending for name in NAMES for ending in (".pdf", ".docx")
    }
    for name in NAMES:
        assert (target / f"{name}.pdf").read_bytes()[:5] == b"%PDF-"
        assert (target / f"{name}.docx").read_bytes()[:2] == b"PK"
