"""Who: authorities, schools, clusters, the posts people hold, what they issue and agree."""

from clusters.models.authority import (
    Authority,
    AuthorityParent,
    AuthoritySuccession,
)
from clusters.models.cluster import (
    Cluster,
    ClusterAuthority,
    ClusterMembership,
    ClusterOffice,
)
from clusters.models.document import Document, DocumentIssuer
from clusters.models.partnership import Commitment, Partnership, PartnershipParty
from clusters.models.people_import import (
    IMPORT_MOVES,
    ImportRow,
    ImportState,
    PeopleImport,
)
from clusters.models.post import Delegation, Post
from clusters.models.programme import Grade, Level, SchoolYear, Subject, SubjectAlias
from clusters.models.school import (
    School,
    SchoolAuthority,
    SchoolName,
    SchoolSuccession,
)

__all__ = [
    "IMPORT_MOVES",
    "Authority",
    "AuthorityParent",
    "AuthoritySuccession",
    "Cluster",
    "ClusterAuthority",
    "ClusterMembership",
    "ClusterOffice",
    "Commitment",
    "Delegation",
    "Document",
    "DocumentIssuer",
    "Grade",
    "ImportRow",
    "ImportState",
    "Level",
    "Partnership",
    "PartnershipParty",
    "PeopleImport",
    "Post",
    "School",
    "SchoolAuthority",
    "SchoolName",
    "SchoolSuccession",
    "SchoolYear",
    "Subject",
    "SubjectAlias",
]
