from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from reports.models import Article, ArticleState


class NewsFilter(forms.Form):
    """The filters of the list of news. What makes no sense is left out, never an error page."""

    q = forms.CharField(max_length=200, required=False, label=_("Search"))
    state = forms.ChoiceField(
        choices=[("", _("All states")), *ArticleState.choices],
        required=False,
        label=_("State"),
    )
    cluster = forms.ModelChoiceField(
        queryset=Cluster.objects.none(),
        required=False,
        label=_("Cluster"),
        empty_label=_("All clusters"),
    )

    def __init__(self, *args, clusters: QuerySet[Cluster], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = clusters

    def _said(self, name: str):
        self.is_valid()
        return self.cleaned_data.get(name)

    @property
    def is_narrow(self) -> bool:
        return any(self._said(name) for name in self.fields)

    def narrowed(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        if words := self._said("q"):
            articles = articles.matching(words)
        if state := self._said("state"):
            articles = articles.filter(state=state)
        if cluster := self._said("cluster"):
            articles = articles.filter(cluster=cluster)
        return articles
