"""150 people check in on the embedded default, as `make run` starts it, while two desks tick."""

import http.client
import json
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests import figures
from tests.journeys.crowd import NAMES, PEOPLE
from tests.running import ROOT, Started, plain_environment

THREADS = 30
TOKEN = "a" * 32


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Started]:
    """A start of its own: nobody else's marks."""
    with Started(tmp_path / "var", {"CHUNGTAY_DEMO": "0"}, patience=180) as started:
        started.ready().worker_ready()
        yield started


def inside(site: Started, call: str) -> dict:
    """What a call of `tests.journeys.crowd` tells, made beside the running app on its data."""
    done = subprocess.run(
        [
            sys.executable, "manage.py", "shell", "--verbosity", "0", "-c",
            f"from tests.journeys import crowd; crowd.tell(crowd.{call})",
        ],
        cwd=ROOT, env=plain_environment(CHUNGTAY_DATA=str(site.data)),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    line = next(one for one in done.stdout.splitlines() if one.startswith("TOLD "))
    return json.loads(line.removeprefix("TOLD "))


@dataclass
class Crowd:
    """Everybody's requests, with what they were answered."""

    site: Started
    told: dict
    answers: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0

    def ask(
        self, method: str, path: str, ticket: str, body: bytes = b"", kind: str = ""
    ) -> tuple[int, bytes]:
        """One request on a line of its own; a line that breaks counts as status 0."""
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        headers = {
            "Cookie": f"sessionid={ticket}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Accept": "text/html",
            "X-Requested-With": "marks",
        }
        if kind:
            headers["Content-Type"] = kind
        began = time.monotonic()
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            status, text = answer.status, answer.read()
        except OSError:
            status, text = 0, b""
        finally:
            line.close()
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.answers[status] += 1
        return status, text

    def arrive(self, number: int) -> None:
        """Scan and press; every other phone is one without script."""
        person = self.told["people"][number]
        door = f"/DD/{self.told['code']}"
        self.ask("GET", door, person["ticket"])
        if number % 2:
            form = urlencode({"part": self.told["part"], "csrfmiddlewaretoken": TOKEN})
            self.ask(
                "POST", door, person["ticket"], form.encode(),
                "application/x-www-form-urlencoded",
            )  # fmt: skip
        else:
            self.send(person["ticket"], [person["entry"]], desk=False)

    def send(self, ticket: str, entries: list[int], *, desk: bool) -> None:
        now = int(time.time() * 1000)
        marks = [
            {
                "key": uuid.uuid4().hex,
                "entry": entry,
                "part": self.told["part"],
                "here": True,
                "desk": desk,
                "at": now,
            }
            for entry in entries
        ]
        status, text = self.ask(
            "POST", "/diem-danh/gui/", ticket,
            json.dumps({"now": now, "marks": marks}).encode(), "application/json",
        )  # fmt: skip
        if status == 200:
            self.answers.update(
                -1
                for one in json.loads(text)["marks"]
                if one["state"] != "saved" or not one["here"]
            )

    def keep(self, desk: int) -> None:
        """One desk: ticks its names (half of them are the other desk's, too) and looks for news."""
        ticket = self.told["desks"][desk]
        names = self.told["names"][
            desk * NAMES // 4 : desk * NAMES // 4 + 3 * NAMES // 4
        ]
        live = (
            f"/hoat-dong/{self.told['exchange']}/diem-danh-ho/{self.told['part']}/moi/"
        )
        version = "0"
        for entry in names:
            self.send(ticket, [entry], desk=True)
            status, text = self.ask("GET", f"{live}?v={version}", ticket)
            if status == 200:
                version = json.loads(text)["v"]
            time.sleep(0.3)


def test_150_people_check_in_beside_two_desks_without_an_error(site: Started):
    crowd = Crowd(site, inside(site, "gather()"))
    assert len(crowd.told["desks"]) == 2
    began = time.monotonic()
    with ThreadPoolExecutor(THREADS + 2) as pool:
        desks = [pool.submit(crowd.keep, desk) for desk in range(2)]
        phones = [pool.submit(crowd.arrive, number) for number in range(PEOPLE)]
        for one in [*desks, *phones]:
            one.result()
    seconds = time.monotonic() - began
    after = inside(site, f"outcome({crowd.told['exchange']})")
    figures.record("checkins_lost_of_150", PEOPLE - after["button"])
    print(  # noqa: T201
        f"150 check-ins and two desks in {seconds:.1f} s, slowest answer {crowd.slowest:.1f} s"
    )
    assert set(crowd.answers) <= {200, 204, 302}, crowd.answers
    assert after["button"] == PEOPLE
    assert after["desk"] == sorted(crowd.told["names"])
    # Each person came once, whatever was pressed how often.
    assert after["changes"] == PEOPLE + NAMES
    assert "Traceback" not in site.output()
    assert "locked" not in site.output()
