"""Comparing the lines of a list with the people of the schools. Never merged by a name alone.

A number or staff code that somebody here has with the same name is that person. A name alone is a
question. The same line brought before is known again. Everything else is somebody new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from accounts.models import SignInName, User
from accounts.text import fold
from clusters import permissions
from clusters.importing import lines
from clusters.importing.columns import cells_of, columns_of
from clusters.importing.tables import Table
from clusters.models import ClusterMembership, ImportRow, PeopleImport, Post, School
from clusters.programme import KnownSubjects
from clusters.setup_rows import without_word

Verdict = ImportRow.Verdict
# The verdict, what is said of it, and the keys of the people whom the line may mean.
Judgement = tuple[str, list[lines.Said], list[int]]
# So many keys at once in a question to the database.
_AT_ONCE = 500


def in_portions(keys: Iterable) -> Iterator[list]:
    """The keys in order, so many at once as a question to the database may bear."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


@dataclass
class Known:
    """What the installation knows of the people whom the lines may mean; a constant number of queries
    for each `_AT_ONCE` lines."""

    # The code of each school that the lines name; None or "" where it has none.
    codes: dict[int, str | None] = field(default_factory=dict)
    by_number: dict[tuple[str, str], User] = field(default_factory=dict)
    # Keys of the people with a post at a school today, by school.
    here: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    named: dict[tuple[int, str], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )
    principals: dict[int, dict[int, str]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    brought: dict[tuple[int, str], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )
    with_posts: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, rows: Iterable[ImportRow], *, today: date) -> Known:
        known, rows = cls(), [row for row in rows if row.school_id is not None]
        schools = {row.school_id for row in rows}
        known.codes = dict(
            School.objects.filter(pk__in=schools).values_list("pk", "code")
        )
        numbers = {pair for row in rows for pair in numbers_of(row, known.codes)}
        for some in in_portions(numbers):
            for name in SignInName.objects.filter(
                normalised__in=[value for _kind, value in some]
            ).select_related("user"):
                known.by_number[name.kind, name.normalised] = name.user
        posts = Post.objects.on(today).filter(school__in=schools).order_by()
        for user, school, kind, key, name in posts.values_list(
            "user", "school", "kind", "user__search_key", "user__full_name"
        ):
            if user not in known.here[school]:
                known.here[school].add(user)
                known.named[school, key].append(user)
            if kind == Post.Kind.PRINCIPAL:
                known.principals[school][user] = name
        known._read_brought({row.digest for row in rows}, schools)
        known._read_posts(today)
        return known

    def _read_brought(self, digests: set[str], schools: set[int | None]) -> None:
        """Whom lines like these made before, as far as they are at the school today."""
        for some in in_portions(digests):
            for school, digest, person in (
                ImportRow.objects.filter(
                    digest__in=some, school__in=schools, person__isnull=False
                )
                .order_by("pk")
                .values_list("school", "digest", "person")
            ):
                people = self.brought[school, digest]
                if person in self.here[school] and person not in people:
                    people.append(person)

    def _read_posts(self, today: date) -> None:
        """Which of the people with a number have a post anywhere today."""
        found = {user.pk for user in self.by_number.values()}
        for some in in_portions(found):
            posts = Post.objects.on(today).filter(user__in=some).order_by()
            self.with_posts |= set(posts.values_list("user", flat=True))


def numbers_of(row: ImportRow, codes: dict[int, str | None]) -> list[tuple[str, str]]:
    """The names to sign in with that a row gives; the staff code only at a school that has a code."""
    numbers = lines.numbers_of(row.read)
    school_code = codes.get(row.school_id or 0)
    if row.read.get("staff_code") and school_code:
        code = f"{school_code}/{row.read['staff_code']}".upper()
        numbers.append((SignInName.Kind.CODE, code))
    return numbers


def rows_of(
    brought: PeopleImport, table: Table, *, today: date
) -> tuple[list[ImportRow], list[str]]:
    """The rows of a list, each with its verdict, and the headings that nobody reads.

    Raises Unreadable when no heading names the people.
    """
    columns = columns_of(table)
    subjects = KnownSubjects()
    schools = _schools_by_name(brought, today=today)
    rows = []
    for number, cells in enumerate(table, 1):
        if number <= columns.line + 1:
            continue
        typed = cells_of(cells, columns)
        if lines.is_empty(typed) or lines.is_remark(typed):
            continue
        line, wrong, told = lines.read_line(typed, subjects)
        row = ImportRow(
            brought=brought,
            number=number,
            cells=typed,
            read=line.as_json(),
            digest=lines.digest_of(typed),
            verdict=Verdict.NEW,
        )
        wrong += _place(row, brought, typed, schools)
        row.says = [*wrong, *told]
        if wrong:
            row.verdict = Verdict.ERROR
        rows.append(row)
    judge(brought, rows, today=today)
    return rows, columns.unread


def _schools_by_name(brought: PeopleImport, *, today: date) -> dict[str, list[int]]:
    if brought.school_id is not None:
        return {}
    found: dict[str, list[int]] = defaultdict(list)
    members = ClusterMembership.objects.on(today).filter(
        Q(cluster=brought.cluster_id) | Q(cluster__parent=brought.cluster_id)
    )
    schools = School.objects.filter(pk__in=members.values("school"), is_active=True)
    for pk, name, code in schools.values_list("pk", "name", "code"):
        for word in {fold(without_word(name)), fold(code or "")} - {""}:
            found[word].append(pk)
    return found


def _place(
    row: ImportRow,
    brought: PeopleImport,
    typed: dict[str, str],
    schools: dict[str, list[int]],
) -> list[lines.Said]:
    """Give the row its school; what is wrong with the school that it names."""
    if brought.school_id is not None:
        row.school_id = brought.school_id
        return []
    name = typed.get("school", "")
    if not fold(name):
        return [("school_missing", {})]
    found = schools.get(fold(without_word(name)), [])
    if len(found) > 1:
        return [("school_twice", {"school": name[:120]})]
    if not found:
        return [("school_unknown", {"school": name[:120]})]
    row.school_id = found[0]
    return []


def judge(brought: PeopleImport, rows: list[ImportRow], *, today: date) -> None:
    """Set the verdict of every row that has no error of its own."""
    judged = [row for row in rows if row.verdict != Verdict.ERROR]
    rules = _Rules.of(brought.created_by, judged, today=today)
    for row in judged:
        said = [tuple(one) for one in row.says]
        if row.read["staff_code"] and not rules.known.codes.get(row.school_id or 0):
            said.append(("code_without_school", {}))
        row.verdict, more, row.candidates = rules.verdict(row)
        row.says = [*more, *said]
        row.person_id = row.candidates[0] if row.verdict == Verdict.SAME else None


def leave_out_lapsed(brought: PeopleImport, rows: list[ImportRow]) -> list[ImportRow]:
    """Of rows that were answered, those that who brought the list may still write: rights go while a
    list lies there (a school leaves the cluster). The others become errors."""
    mine, appoints = _rights(brought.created_by, rows)
    kept = []
    for row in rows:
        if row.school_id not in mine:
            row.verdict, row.says = Verdict.ERROR, [["school_not_yours", {}]]
        elif row.read["kind"] == Post.Kind.PRINCIPAL and not appoints[row.school_id]:
            row.verdict, row.says = Verdict.ERROR, [["principal_not_yours", {}]]
        else:
            kept.append(row)
    return kept


def _rights(
    user: User, rows: Iterable[ImportRow]
) -> tuple[set[int], dict[int | None, bool]]:
    """Of the schools of these rows those whose people the person manages, and of those that would get
    a principal whether the person appoints one there."""
    rows = list(rows)
    mine = permissions.managed_schools(
        user, {row.school_id for row in rows if row.school_id}
    )
    led = {row.school_id for row in rows if row.read["kind"] == Post.Kind.PRINCIPAL}
    appoints: dict[int | None, bool] = {
        school.pk: permissions.can_appoint_principal(user, school)
        for school in School.objects.filter(pk__in=led)
    }
    return mine, appoints


@dataclass
class _Rules:
    """What the rows of a list are judged by, in their order, for the person who brought it."""

    user: User
    known: Known
    # See `_rights`.
    mine: set[int]
    appoints: dict[int | None, bool]
    # The first line with each number, and with each name at a school.
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    names: dict[tuple[int, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, user: User, rows: list[ImportRow], *, today: date) -> _Rules:
        return cls(user, Known.of(rows, today=today), *_rights(user, rows))

    def verdict(self, row: ImportRow) -> Judgement:
        known, given = self.known, numbers_of(row, self.known.codes)
        school = row.school_id
        assert school is not None  # noqa: S101  (rows without a school have an error and are not judged)
        if school not in self.mine:
            return Verdict.ERROR, [("school_not_yours", {})], []
        for number in given:
            if number in self.numbers:
                return (
                    Verdict.ERROR,
                    [("number_twice", {"line": str(self.numbers[number])})],
                    [],
                )
        self.numbers.update(dict.fromkeys(given, row.number))
        people = {
            known.by_number[one].pk: known.by_number[one]
            for one in given
            if one in known.by_number
        }
        folded = fold(row.read["full_name"])[:120]
        first = self.names.setdefault((school, folded), row.number)
        leads = row.read["kind"] == Post.Kind.PRINCIPAL
        others = known.principals[school]
        if (
            leads
            and not self.appoints.get(school)
            and not people.keys() & others.keys()
        ):
            return Verdict.ERROR, [("principal_not_yours", {})], []
        if len(people) > 1:
            return Verdict.ERROR, [("numbers_disagree", {})], []
        if people:
            [person] = people.values()
            return self._by_number(person, folded, school)
        # As often as the line stands in the list, so often somebody was made of it.
        if again := known.brought[school, row.digest]:
            return Verdict.SAME, [("brought_before", {})], [again.pop(0)]
        if namesakes := known.named.get((school, folded)):
            return Verdict.QUESTION, [("namesake", {})], list(namesakes)
        if first != row.number:
            return Verdict.QUESTION, [("name_twice", {"line": str(first)})], []
        if leads and others:
            return (
                Verdict.QUESTION,
                [("principal_there", {"name": next(iter(others.values()))})],
                [],
            )
        return Verdict.NEW, [], []

    def _by_number(self, person: User, folded: str, school: int) -> Judgement:
        """A number that somebody has: that person if the names agree, never by the number alone."""
        here = person.pk in self.known.here[school]
        if fold(person.full_name)[:120] != folded:
            if here:
                return (
                    Verdict.ERROR,
                    [("number_of_colleague", {"name": person.full_name})],
                    [],
                )
            return Verdict.ERROR, [("number_of_another", {})], []
        if here:
            return Verdict.SAME, [("same_number", {})], [person.pk]
        if person.pk not in self.known.with_posts and not permissions.may_take_on(
            self.user, person
        ):
            return Verdict.ERROR, [("claim", {})], []
        return Verdict.QUESTION, [("elsewhere", {})], [person.pk]
