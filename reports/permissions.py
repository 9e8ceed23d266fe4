"""Who may do what with photos, news, papers and bulletins. A state is asked for only where it takes
the right away from everybody; what may follow on what is said by the tables of moves.
"""

from accounts.models import User
from clusters.models import Cluster
from clusters.standing import standing_of
from reports.models import Article, Bulletin, Paper, Photo
from sessions.models import (
    ExchangeSession,
    LessonTeacher,
    Part,
    SessionUnit,
    State,
)
from sessions.permissions import (
    can_complete,
    can_keep_attendance,
    can_note,
    can_write_down,
)

# --- photos ---------------------------------------------------------------------------------


def can_add_photos(user: User, exchange: ExchangeSession) -> bool:
    """Who writes the session down, everyone on its roster or teaching in it, and people with a post
    at a school that takes part: photos come from many phones. The site administrator changes nothing.
    """
    if exchange.state == State.CANCELLED:
        return False
    return can_note(user, exchange) or _took_part(user, exchange)


def _took_part(user: User, exchange: ExchangeSession) -> bool:
    if not user.is_authenticated or exchange.state == State.DRAFT:
        return False
    return (
        SessionUnit.objects.filter(
            exchange=exchange, school__in=standing_of(user).schools
        )
        .exclude(took_part=False)
        .exists()
        or exchange.roster.filter(user=user).exists()
        or LessonTeacher.objects.filter(lesson__exchange=exchange, user=user).exists()
    )


def can_change_photo(user: User, photo: Photo) -> bool:
    """Who uploaded it, and who completes its session (or edits its article)."""
    if user.is_authenticated and photo.uploaded_by_id == user.pk:
        return True
    if photo.exchange is not None and can_note(user, photo.exchange):
        return True
    return photo.article is not None and can_edit_article(user, photo.article)


def can_arrange_photos(user: User, exchange: ExchangeSession) -> bool:
    """Order, and consent for all: who completes the session."""
    return can_note(user, exchange)


# --- news -----------------------------------------------------------------------------------


# Whose report it is: a column of the article, and the id in it.
Publisher = tuple[str, int]


def can_draft_article(user: User, exchange: ExchangeSession) -> bool:
    """Who may have a report of the session drafted in anybody's name."""
    return bool(publishers_for(user, exchange))


def publishers_for(user: User, exchange: ExchangeSession) -> list[Publisher]:
    """In whose names this person may have the session reported, the session's own publisher first.

    Its own: for who writes it down, and for the officers of the cluster that it belongs to, also
    where a school leads it. Besides, each school that took part and that the person leads.
    """
    own = own_publisher(exchange)
    officed = exchange.cluster_id in standing_of(user).officed_clusters
    found = [own] if own and (officed or can_write_down(user, exchange)) else []
    schools = [("school_id", school) for school in own_schools(user, exchange)]
    return [*found, *sorted(one for one in schools if one not in found)]


def own_publisher(exchange: ExchangeSession) -> Publisher | None:
    """Whose news a session is in the first place: its cluster's, else its lead's."""
    columns = (
        ("cluster_id", exchange.cluster_id or exchange.lead_cluster_id),
        ("school_id", exchange.lead_school_id),
        ("authority_id", exchange.lead_authority_id),
    )
    return next(((column, pk) for column, pk in columns if pk is not None), None)


def own_schools(user: User, exchange: ExchangeSession) -> set[int]:
    """The schools that took part and that this person leads: each may publish its own report."""
    led = standing_of(user).led_schools
    if not led or exchange.state == State.DRAFT:
        return set()
    return set(
        exchange.units.filter(school__in=led)
        .exclude(took_part=False)
        .values_list("school_id", flat=True)
    )


def belongs_to_publisher(user: User, article: Article) -> bool:
    """One of the publisher's people: officers of the cluster, leaders of the school, officers of
    the authority."""
    standing = standing_of(user)
    return (
        article.cluster_id in standing.officed_clusters
        or article.school_id in standing.led_schools
        or article.authority_id in standing.officer_of
    )


def can_edit_article(user: User, article: Article) -> bool:
    """Its author, the publisher's people, and who writes the session down where it is the session's
    own report. Who may only approve returns it with a reason."""
    own = user.is_authenticated and article.created_by_id == user.pk
    return (
        own
        or belongs_to_publisher(user, article)
        or (
            user.is_authenticated
            and Article.objects.kept_by(user).filter(pk=article.pk).exists()
        )
    )


def can_delete_article(user: User, article: Article) -> bool:
    """Who writes it and has a post today: who left takes no text along. The action refuses what was
    published, and what others saved texts in."""
    standing = standing_of(user)
    serves = standing.schools or standing.officer_of or standing.officed_clusters
    return bool(serves) and can_edit_article(user, article)


def can_send_article(user: User, article: Article) -> bool:
    return can_edit_article(user, article)


def can_approve_article(user: User, article: Article) -> bool:
    """Who says that a report is published.

    A cluster's: its head, or an officer of the managing authority where the cluster says so. A
    school's: its principal or vice-principal. An authority's: its officers. One with only a name
    as publisher: the lead's head, else the hosts' principals.
    """
    standing = standing_of(user)
    cluster = article.cluster
    if cluster is not None:
        if cluster.news_approver == Cluster.NewsApprover.AUTHORITY:
            return cluster.managing_authority_id in standing.authorities
        return cluster.pk in standing.headed_clusters
    if article.school_id is not None:
        return article.school_id in standing.led_schools
    if article.authority_id is not None:
        return article.authority_id in standing.officer_of
    exchanges = article.exchanges.all()
    return (
        exchanges.filter(lead_cluster__in=standing.headed_clusters).exists()
        or exchanges.filter(lead_school__in=standing.led_schools).exists()
        or exchanges.filter(lead_authority__in=standing.officer_of).exists()
        or exchanges.filter(
            units__hosts=True, units__school__in=standing.led_schools
        ).exists()
    )


def can_withdraw_article(user: User, article: Article) -> bool:
    """Who may publish it, and the publisher's people: taking down must be easy."""
    return can_approve_article(user, article) or belongs_to_publisher(user, article)


# --- papers and bulletins ---------------------------------------------------------------------


def can_approve_bulletin(user: User, bulletin: Bulletin) -> bool:
    """The cluster's head; of an authority's bulletin its officers."""
    standing = standing_of(user)
    if bulletin.cluster_id is not None:
        return bulletin.cluster_id in standing.headed_clusters
    return bulletin.authority_id in standing.officer_of


def can_print_sheet(user: User, part: Part) -> bool:
    """Who ticks who was there prints the list that people sign, and who fills in the session."""
    exchange = part.exchange
    return can_keep_attendance(user, exchange) or can_complete(user, exchange)


def can_remake_paper(user: User, paper: Paper) -> bool:
    """Who edits or approves what is printed; of minutes and plans everybody who may read them."""
    if paper.article is not None:
        return can_edit_article(user, paper.article) or can_approve_article(
            user, paper.article
        )
    if paper.part is not None:
        return can_print_sheet(user, paper.part)
    if paper.bulletin is not None:
        return can_approve_bulletin(user, paper.bulletin)
    return user.is_authenticated
