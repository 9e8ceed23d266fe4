from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import search_words
from clusters.models import Authority, Cluster, School
from clusters.standing import Standing, standing_of
from sessions.models import ExchangeSession, State
from sessions.models.roster import writes


class ArticleState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("Awaiting approval")
    RETURNED = "returned", _("Returned")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ARTICLE_MOVES: dict[str, set[str]] = {
    ArticleState.DRAFT: {ArticleState.IN_REVIEW, ArticleState.PUBLISHED},
    ArticleState.IN_REVIEW: {ArticleState.RETURNED, ArticleState.PUBLISHED},
    ArticleState.RETURNED: {ArticleState.IN_REVIEW, ArticleState.PUBLISHED},
    ArticleState.PUBLISHED: {ArticleState.WITHDRAWN},
    ArticleState.WITHDRAWN: set(),
}


# The reason that is kept when authors take their own report back: words of ours, said at display.
TAKEN_BACK = "taken_back"


def _below(standing: Standing) -> Q:
    """What is published in the name of a cluster or school that this officer oversees."""
    return Q(cluster__in=standing.overseen_clusters()) | Q(
        school__in=standing.overseen_schools()
    )


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: User) -> "ArticleQuerySet":
        """Published: everyone who may see a session it tells of, the publisher's people and those
        above. Otherwise its author, the cluster's office, the school's leaders or the authority's
        officers, and who writes its session down; while it waits for approval those above see it
        too.
        """
        if user.is_superuser:
            return self
        standing = standing_of(user)
        approvers = (
            Q(created_by=user)
            | Q(pk__in=self.model.objects.kept_by(user).values("pk"))
            | Q(cluster__in=standing.officed_clusters)
            | Q(school__in=standing.led_schools)
            | Q(authority__in=standing.officer_of)
        )
        readers = (
            Q(
                pk__in=self.model._base_manager.filter(
                    exchanges__in=ExchangeSession.objects.visible_to(user).values("pk")
                ).values("pk")
            )
            | Q(cluster__in=standing.clusters)
            | Q(school__in=standing.schools)
        )
        if standing.authorities:
            # Officers see what waits, and what was published.
            below = _below(standing)
            approvers |= Q(state=ArticleState.IN_REVIEW) & below
            readers |= below
        return self.filter(approvers | (Q(state=ArticleState.PUBLISHED) & readers))

    def telling_what_waits(self, user: User) -> "ArticleQuerySet":
        """Each article says in `waits` whether it waits for approval somewhere below this officer."""
        standing = standing_of(user)
        waits: Q | Value = Value(False)
        if standing.authorities:
            waits = Q(state=ArticleState.IN_REVIEW) & _below(standing)
        return self.annotate(
            waits=ExpressionWrapper(waits, output_field=models.BooleanField())
        )

    def kept_by(self, user: User) -> "ArticleQuerySet":
        """The own reports of sessions that this person writes down, as one of the lead's people or as
        chair or secretary: those in the name of the session's cluster, else of its lead (see
        `permissions.own_publisher`)."""
        standing = standing_of(user)
        at_desk = writes("exchanges__roster__")
        leads = (
            Q(exchanges__lead_cluster__in=standing.officed_clusters)
            | Q(exchanges__lead_school__in=standing.led_schools)
            | Q(exchanges__lead_authority__in=standing.officer_of)
        )
        own = Q(cluster__isnull=False) & (
            Q(exchanges__cluster=F("cluster"))
            | Q(exchanges__cluster=None, exchanges__lead_cluster=F("cluster"))
        )
        for lead in ("school", "authority"):
            own |= Q(
                **{f"{lead}__isnull": False, f"exchanges__lead_{lead}": F(lead)},
                exchanges__cluster=None,
            )
        told = self.model._base_manager.order_by()
        sat = told.filter(
            at_desk,
            own,
            exchanges__roster__user=user,
            exchanges__state__in=[one for one in State.values if one != State.DRAFT],
        )
        return self.filter(
            Q(pk__in=sat.values("pk")) | Q(pk__in=told.filter(leads, own).values("pk"))
        )

    def matching(self, words: str) -> "ArticleQuerySet":
        found = self
        for word in search_words(words):
            found = found.filter(search_key__contains=word)
        return found


class Article(models.Model):
    """A news report (bản tin) of none, one or several sessions. What it says is in its revisions."""

    class Origin(models.TextChoices):
        DRAFTED = "drafted", _("Drafted from the session's data")
        TYPED = "typed", _("Typed")
        TAKEN_OVER = "taken_over", _("Taken over")

    exchanges = models.ManyToManyField(
        ExchangeSession, blank=True, related_name="articles"
    )
    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    authority = models.ForeignKey(
        Authority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
    )
    publisher_as_printed = models.CharField(max_length=200, blank=True)
    author_as_printed = models.CharField(_("Author"), max_length=120, blank=True)
    author_school_as_printed = models.CharField(
        _("Author's school"), max_length=160, blank=True
    )
    # As printed; never stands in for the date of the event.
    published_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(
        max_length=10, choices=Origin.choices, default=Origin.DRAFTED
    )
    title = models.CharField(max_length=300)
    search_key = models.TextField(editable=False, default="")
    state = models.CharField(
        max_length=9, choices=ArticleState.choices, default=ArticleState.DRAFT
    )
    state_reason = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # The number of the newest revision; a save names the one it started from.
    head = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(
                fields=["state", "published_at"], name="article_state_published"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ArticleState.values), name="article_state"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["drafted", "typed", "taken_over"]),
                name="article_origin",
            ),
            models.CheckConstraint(
                condition=Q(cluster__isnull=False, school=None, authority=None)
                | Q(cluster=None, school__isnull=False, authority=None)
                | Q(cluster=None, school=None, authority__isnull=False)
                | (
                    Q(cluster=None, school=None, authority=None)
                    & ~Q(publisher_as_printed="")
                ),
                name="article_has_publisher",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="article_published_has_time",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="article_has_title"),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "withdrawn"]) | ~Q(state_reason=""),
                name="article_sent_back_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def may_become(self, state: str) -> bool:
        return state in ARTICLE_MOVES[self.state]

    @property
    def reason_words(self) -> str:
        """Why it came back or was withdrawn: as typed, in the reader's language where nobody typed."""
        if self.state_reason == TAKEN_BACK:
            return gettext("Taken back to change it.")
        return self.state_reason

    @property
    def came_back_words(self) -> str:
        """That it came back and why; of what its own people took back, only that."""
        if self.state_reason == TAKEN_BACK:
            return self.reason_words
        return gettext("Came back: %(reason)s") % {"reason": self.reason_words}

    @property
    def day(self) -> date | None:
        """The day that stands on it: as printed, else the day of publishing here; none for what was
        taken over, which was published elsewhere on a day that nobody typed."""
        if self.published_on or self.origin == self.Origin.TAKEN_OVER:
            return self.published_on
        return timezone.localdate(self.published_at) if self.published_at else None

    @property
    def publisher_label(self) -> str:
        """Whose article it is; a school by the name of the day that stands on the article."""
        if self.publisher_as_printed or self.cluster or self.school is None:
            return self.publisher_as_printed or str(self.cluster or self.authority)
        return self.school.name_on(self.day)


class ArticleRevision(models.Model):
    """One saved version: title, lead and blocks. Never changed.

    A block is `{"id", "type", …content…}`; a drafted one also keeps `"made_by"` (which maker),
    `"drafted"` (its content as drafted) and `"facts"` (hash of the facts it was made from).
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    lead = models.TextField(blank=True)
    blocks = models.JSONField(default=list)
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="article_revision_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="article_revision_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    def save(self, *args, **kwargs) -> None:
        if self.pk is not None:
            raise TypeError("A revision is never changed: save a new one.")
        super().save(*args, **kwargs)


class ArticleDraft(models.Model):
    """What one person is typing right now, autosaved; becomes a revision when they press Save."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="drafts"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="article_drafts",
    )
    base = models.PositiveIntegerField()
    # As typed, also while it is too long to be saved.
    title = models.TextField(blank=True)
    lead = models.TextField(blank=True)
    blocks = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"], name="article_draft_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article} ({self.user})"
