"""Who may do what at every address: one table, which the exhaustive access test walks.

A row says for one address and method which of the cast are let in; everybody else is turned away as the row says:
``HIDDEN`` (404, as if it were not there) or ``REFUSED`` (403, it is known to be there). Nobody signed in is sent to the
sign-in page, or told 401 by the API. An address without a row fails the suite.
"""

from __future__ import annotations

from dataclasses import dataclass

HIDDEN, REFUSED = 404, 403
# The API's collections take a body from everybody; one about somebody else's student is refused with its reason.
UNTAKEN = 400

# The cast, seen from Maya's record and from 7B, which is Mr Okafor's.
MAYA, ROSA, OKAFOR, ADEYEMI, ADMIN = "maya", "rosa", "mr_okafor", "principal_adeyemi", "admin"
DANIEL, LINDQVIST, OTHER_GUARDIAN, OTHER_LEADER = "daniel", "ms_lindqvist", "other_guardian", "other_leader"
OUTSIDER, OTHER_ADMIN = "outsider", "other_admin"
CAST = (
    MAYA, ROSA, OKAFOR, ADEYEMI, ADMIN, DANIEL, LINDQVIST, OTHER_GUARDIAN, OTHER_LEADER, OUTSIDER, OTHER_ADMIN,
)  # fmt: skip
EVERYONE = frozenset(CAST)
TEACHERS = frozenset({OKAFOR, LINDQVIST, OUTSIDER})
LEADERS = frozenset({ADEYEMI, OTHER_LEADER, ADMIN, OTHER_ADMIN})
ADMINS = frozenset({ADMIN, OTHER_ADMIN})
GUARDIANS = frozenset({ROSA, OTHER_GUARDIAN})
STUDENTS = frozenset({MAYA, DANIEL})
# Who reads Maya's levels, who reads 7B's grid, who records for either.
READERS = frozenset({MAYA, ROSA, OKAFOR, ADEYEMI, ADMIN})
STAFF = frozenset({OKAFOR, ADEYEMI, ADMIN})
RECORDERS = frozenset({OKAFOR})
# Who reads what was published before: everybody who works in the district.
HISTORIANS = frozenset({OKAFOR, LINDQVIST, ADEYEMI, OTHER_LEADER, ADMIN})
# Who judges Maya's work beside the evidence, and who takes standards out of what is asked of her.
OVERRIDERS, EXEMPTERS = frozenset({OKAFOR, ADMIN}), frozenset({ADEYEMI, ADMIN})
# Over the API an admin records too: that is how other systems bring in what they hold.
API_RECORDERS = RECORDERS | {ADMIN}


@dataclass(frozen=True, slots=True)
class Row:
    """One address and method: what its path is about, who is let in, how the others are turned away.

    ``also`` names those of the turned away who know that the thing is there, and so are refused and not misled.
    ``public`` addresses let everybody in, signed in or not.
    """

    view: str
    method: str
    allowed: frozenset[str]
    denied: int = HIDDEN
    also: frozenset[str] = frozenset()
    public: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.view}"


def public(view: str, *methods: str) -> list[Row]:
    """Rows for an address that is everybody's."""
    return [Row(view, method, EVERYONE, public=True) for method in methods or ("GET",)]


TABLE: tuple[Row, ...] = (
    *public("healthz"), *public("readyz"), *public("help"), *public("parts"), *public("display", "GET", "POST"),
    *public("competencies:public"), *public("competencies:public_competency"),
    *public("set_language", "POST"), *public("schema"), *public("docs"),
    Row("home", "GET", EVERYONE),
    Row("demo_sign_in", "POST", frozenset(), HIDDEN, public=True),
    Row("find", "GET", EVERYONE),
    # The continuum's editor.
    Row("competencies:edit", "GET", ADMINS, REFUSED),
    Row("competencies:edit", "POST", ADMINS, REFUSED),
    Row("competencies:edit_competency", "GET", frozenset({ADMIN}), HIDDEN, also=EVERYONE - ADMINS),
    Row("competencies:scales", "GET", ADMINS, REFUSED),
    Row("competencies:scales", "POST", ADMINS, REFUSED),
    Row("competencies:policy", "GET", ADMINS, REFUSED),
    Row("competencies:policy_draft", "GET", ADMINS, REFUSED),
    Row("competencies:policy_draft", "POST", ADMINS, REFUSED),
    Row("competencies:policy_at", "GET", ADMINS, HIDDEN, also=EVERYONE - ADMINS),
    Row("competencies:history", "GET", frozenset({ADMIN}), HIDDEN, also=EVERYONE - ADMINS),
    Row("competencies:competency_history", "GET", HISTORIANS, HIDDEN, also=STUDENTS | GUARDIANS),
    Row("pathways:policy_examples", "GET", ADMINS, REFUSED),
    Row("pathways:policy_examples", "POST", ADMINS, REFUSED),
    Row("competencies:standards", "GET", ADMINS, REFUSED),
    Row("competencies:import", "GET", ADMINS, REFUSED),
    Row("competencies:publish", "GET", ADMINS, REFUSED),
    Row("competencies:publish", "POST", ADMINS, REFUSED),
    Row("competencies:edit_competency", "POST", frozenset({ADMIN}), HIDDEN, also=EVERYONE - ADMINS),
    Row("competencies:carried", "GET", ADMINS, REFUSED),
    Row("competencies:carried", "POST", ADMINS, REFUSED),
    *(
        Row(f"competencies:{one}", method, frozenset({ADMIN}), HIDDEN, also=EVERYONE - ADMINS)
        for one in ("split", "merge", "carry")
        for method in ("GET", "POST")
    ),
    Row("competencies:new_competency", "GET", frozenset({ADMIN}), HIDDEN, also=EVERYONE - ADMINS),
    Row("competencies:new_competency", "POST", frozenset({ADMIN}), HIDDEN, also=EVERYONE - ADMINS),
    Row("competencies:part", "GET", frozenset({ADMIN}), HIDDEN, also=EVERYONE - ADMINS),
    Row("competencies:part", "POST", frozenset({ADMIN}), HIDDEN, also=EVERYONE - ADMINS),
    Row("competencies:again", "POST", frozenset({ADMIN}), HIDDEN, also=EVERYONE - ADMINS),
    Row("competencies:profile", "GET", ADMINS, REFUSED),
    Row("competencies:profile", "POST", ADMINS, REFUSED),
    Row("competencies:import", "POST", ADMINS, REFUSED),
    Row("competencies:make", "GET", ADMINS, REFUSED),
    Row("competencies:make", "POST", ADMINS, REFUSED),
    Row("competencies:prerequisites", "GET", ADMINS, REFUSED),
    Row("competencies:prerequisites", "POST", ADMINS, REFUSED),
    Row("competencies:export", "GET", frozenset({ADMIN}), HIDDEN, also=EVERYONE - ADMINS),
    # Recording.
    Row("assessments:log", "GET", TEACHERS, REFUSED),
    Row("assessments:class_set", "GET", RECORDERS, HIDDEN, also=frozenset({ADEYEMI, ADMIN})),
    Row("assessments:class_set", "POST", RECORDERS, HIDDEN, also=frozenset({ADEYEMI, ADMIN})),
    Row("assessments:rubric", "GET", RECORDERS, HIDDEN, also=READERS - RECORDERS),
    Row("assessments:rubric", "POST", RECORDERS, HIDDEN, also=READERS - RECORDERS),
    Row("assessments:undo", "POST", RECORDERS, HIDDEN),
    Row("assessments:correct", "GET", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:correct", "POST", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:void", "GET", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:void", "POST", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:history", "GET", STAFF),
    Row("assessments:focus", "GET", RECORDERS, HIDDEN, also=frozenset({ADEYEMI, ADMIN})),
    Row("assessments:focus", "POST", RECORDERS, HIDDEN, also=frozenset({ADEYEMI, ADMIN})),
    Row("assessments:decisions", "GET", READERS),
    Row("assessments:override", "GET", OVERRIDERS, HIDDEN, also=READERS - OVERRIDERS),
    Row("assessments:override", "POST", OVERRIDERS, HIDDEN, also=READERS - OVERRIDERS),
    Row("assessments:exempt", "GET", EXEMPTERS, HIDDEN, also=READERS - EXEMPTERS),
    Row("assessments:exempt", "POST", EXEMPTERS, HIDDEN, also=READERS - EXEMPTERS),
    Row("assessments:adapt", "GET", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:adapt", "POST", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:override_back", "GET", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:override_back", "POST", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:adapted_back", "GET", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:adapted_back", "POST", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:api_evidence", "GET", EVERYONE),
    Row("assessments:api_evidence", "POST", API_RECORDERS, UNTAKEN),
    Row("assessments:api_evidence_batch", "POST", API_RECORDERS, UNTAKEN),
    Row("assessments:api_evidence_detail", "GET", READERS),
    Row("assessments:api_evidence_correct", "POST", STAFF, HIDDEN, also=READERS - STAFF),
    Row("assessments:api_evidence_void", "POST", STAFF, HIDDEN, also=READERS - STAFF),
    # Conclusions.
    Row("pathways:groups", "GET", TEACHERS | LEADERS, REFUSED),
    Row("pathways:grid", "GET", STAFF),
    Row("pathways:freshness", "GET", STAFF),
    Row("pathways:my_path", "GET", STUDENTS),
    Row("pathways:path", "GET", READERS),
    Row("pathways:student_freshness", "GET", READERS),
    Row("pathways:competency", "GET", READERS),
    Row("pathways:why", "GET", READERS),
    # Previews name students: for everybody but the district's admins they are not there at all.
    Row("pathways:previews", "GET", ADMINS),
    Row("pathways:preview_policy", "POST", ADMINS),
    Row("pathways:preview_continuum", "POST", ADMINS),
    Row("pathways:lab", "GET", ADMINS),
    Row("pathways:lab", "POST", ADMINS),
    *(
        Row(f"pathways:{one}", "GET", frozenset({ADMIN}))
        for one in ("preview", "preview_fresh", "preview_list", "preview_change")
    ),
    Row("pathways:preview_again", "POST", frozenset({ADMIN})),
    Row("pathways:publish_preview", "POST", frozenset({ADMIN})),
    Row("pathways:advancements", "GET", TEACHERS | LEADERS, REFUSED),
    Row("pathways:decide", "GET", STAFF, HIDDEN, also=frozenset({MAYA, ROSA})),
    Row("pathways:decide", "POST", STAFF, HIDDEN, also=frozenset({MAYA, ROSA})),
    Row("pathways:api_mastery", "GET", READERS),
    # Telling.
    Row("reporting:today", "GET", TEACHERS, REFUSED),
    Row("reporting:family", "GET", GUARDIANS, REFUSED),
    Row("reporting:school", "GET", LEADERS, REFUSED),
    Row("reporting:district", "GET", ADMINS, REFUSED),
    Row("reporting:section_reports", "GET", RECORDERS),
    Row("reporting:draft", "GET", RECORDERS),
    Row("reporting:draft", "POST", RECORDERS),
    Row("reporting:issue", "GET", RECORDERS),
    Row("reporting:issue", "POST", RECORDERS),
    Row("reporting:reports", "GET", EVERYONE),
    Row("reporting:report", "GET", READERS),
    Row("reporting:child", "GET", READERS),
)  # fmt: skip
