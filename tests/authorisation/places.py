"""What addresses are made of: the rows of the network as they are now, by what there is to know of who may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from tests.authorisation.cast import CASES, SHOPS, Case, Shop
from tests.authorisation.shelves import INVITATIONS

NOTHING = UUID(int=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that an address names, with the parameters that do. Its site, its application, or the person whose it is
    says who reaches it; `state` tells apart rows that one person may see in one state and not in another.
    """

    kind: str
    values: Mapping[str, str]
    site: str = ""
    case: Case | None = None
    owner: str = ""
    state: str = ""

    @property
    def shop(self) -> Shop | None:
        return SHOPS.get(self.site)

    @property
    def region(self) -> str:
        if self.kind == "training session":
            return self.state
        return self.shop.region if self.shop else self.case.region if self.case else ""


@dataclass(frozen=True, slots=True)
class Places:
    """By site code; imports by the name of the account that made them; rows by their kind."""

    sites: Mapping[str, int]
    orders: Mapping[str, UUID]
    returns: Mapping[str, UUID]
    imports: Mapping[str, UUID]
    rows: Mapping[str, tuple[Row, ...]]
    metrics: tuple[str, ...]
    asset: str


_OWNER = "split_part(c.email, '@', 1) as owner"
_CASE = "substring(p.operator_name from 'wt5(.*)case') as case"
_VISITOR = "coalesce(split_part(c.email, '@', 1), '') as owner"
_OF_AUDITOR = "left join auditor_identity i on i.auditor = t.auditor left join account c on c.id = i.account"
_LEARNER = "coalesce(split_part(c.email, '@', 1), '') as owner"
_OF_PERSON = "join person p on p.id = t.person left join account c on c.id = p.account"
_OF_SITE = "select s.code as code, s.code as site, t.id as {} from {} t join site s on s.id = t.site"

# Kind -> its rows. A column is a parameter of addresses, but for `site`, `case`, `owner` and `state`.
ROWS = {
    "application": f"select p.id as application_id, p.state, {_CASE} from application p",
    "assessment": "select t.id as assessment_id, p.id as application_id, "
    f"case when t.submitted_at is null then 'asked' else 'handed in' end as state, {_OWNER}, {_CASE} "
    "from assessment t join application p on p.id = t.application join account c on c.id = t.assessor",
    "application document": f"select distinct on (p.id) t.id as document_id, p.id as application_id, {_CASE} "
    "from application_document t join application p on p.id = t.application where t.file_kind = 'photo' "
    "order by p.id, t.id",
    "criteria set": "select code, version, state from criteria_set",
    "certificate type": "select code as type_code from certificate_type order by id limit 1",
    "certificate": "select t.number as number, s.code as code, s.code as site from certificate t "
    "join site s on s.id = t.site",
    "change": _OF_SITE.format("change_id, t.status as state", "certification_change"),
    "evidence": "select t.id as document_id, s.code as code, s.code as site, c.status as state "
    "from certification_evidence t join site s on s.id = t.site join certification_change c on c.id = t.change",
    "site document": _OF_SITE.format("document_id", "site_document"),
    "staff": _OF_SITE.format("staff_id", "staff_member"),
    "proposal": _OF_SITE.format("proposal_id", "site_proposal"),
    "key": _OF_SITE.format("key_id, case when t.revoked_at is null then '' else 'revoked' end as state", "api_key"),
    "view": f"select t.id as view_id, {_OWNER} from saved_view t join account c on c.id = t.account",
    "session": f"select t.public_id as session_id, {_OWNER} from session t join account c on c.id = t.account "
    "where t.user_agent like 'hb2%'",
    "account": f"select c.id as account_id, {_OWNER} from account c",
    "membership": f"select t.id as membership_id, c.id as account_id, {_OWNER} from membership t "
    "join account c on c.id = t.account",
    "right": f"select t.id as right_id, {_OWNER} from membership_right t join membership m on m.id = t.membership "
    "join account c on c.id = m.account",
    "shipment": _OF_SITE.format("shipment_id", "return_shipment"),
    "receipt": _OF_SITE.format("receipt_id, to_char(t.month, 'YYYY-MM') as month", "report_receipt"),
    "template": _OF_SITE.format("template_id", "order_template"),
    "contest": _OF_SITE.format("contest_id, t.state as state", "finding_contest"),
    "flag": _OF_SITE.format("flag_id", "review_flag"),
    "unit": _OF_SITE.format("return_id", "hq_return") + " where t.shipment is not null",
    "photo": "select t.id as photo_id, t.returned as return_id, s.code as code, s.code as site from inspection_photo t "
    "join site s on s.id = t.site join return_inspection i on i.id = t.inspection and i.opened = 1 "
    "where not exists (select from finding_contest c where c.returned = t.returned)",
    "serial": "select distinct on (s.code) s.code as site, t.serial_no from repair_order t "
    "join site s on s.id = t.site where t.serial_no like 'S-%' order by s.code, t.serial_no",
    "pattern": "select id as pattern_id from product_pattern",
    "scheme draft": "select id as draft_id, state from scheme_draft",
    "pre-check list": "select id as list_id, state from precheck_list",
    "complaint": _OF_SITE.format("complaint_id", "complaint"),
    "answer": _OF_SITE.format("answer_id", "survey_answer")
    + " where not exists (select from survey_void v where v.answer = t.id)",
    "draw": "select id as draw_id from sample_draw",
    "call": "select id as call_id from survey_invitation where source = 'sample'",
    "overcharge": _OF_SITE.format("case_id", "overcharge_case"),
    "computation": "select id as number from run_request",
    "printing": "select id as number, id as batch from print_batch",
    "price list": "select id as list_id from price_list",
    "checklist": "select id as checklist_id, state from checklist",
    "checklist photo": "select sha256 from checklist_photo",
    "auditor": "select id as auditor_id from auditor order by code limit 1",
    "conflict": "select auditor as auditor_id, id as conflict_id from auditor_conflict",
    "programme": "select t.id as programme_id, coalesce(r.path, '') as state from audit_programme t "
    "left join region r on r.id = t.region",
    "audit": _OF_SITE.format("audit_id", "audit"),
    "audit photo": _OF_SITE.format("photo_id, t.audit as audit_id", "audit_photo"),
    "appeal": _OF_SITE.format("appeal_id, t.audit as audit_id", "audit_appeal"),
    "appeal file": _OF_SITE.format("file_id, a.audit as audit_id", "appeal_file")
    + " join audit_appeal a on a.id = t.appeal",
    "challenge": _OF_SITE.format("challenge_id", "scorecard_challenge"),
    "challenge file": _OF_SITE.format("file_id", "challenge_file"),
    "restatement": f"select t.id as restatement_id, {_OWNER} from scorecard_restatement t "
    "join account c on c.id = t.proposed_by",
    "falsification": _OF_SITE.format("case_id", "falsification_case"),
    "finding": _OF_SITE.format("finding_id", "finding"),
    "action": _OF_SITE.format("action_id", "corrective_action"),
    "consequence": f"select s.code as code, s.code as site, t.id as consequence_id, {_OWNER} "
    "from consequence_proposal t join site s on s.id = t.site join account c on c.id = t.proposed_by",
    "action file": _OF_SITE.format("file_id, t.action as action_id", "action_evidence"),
    "assignment": f"select t.id as assignment_id, t.programme as programme_id, s.code as site, t.state, {_VISITOR} "
    f"from assignment t join site s on s.id = t.site {_OF_AUDITOR}",
    "filing": f"select t.id as filing_id, t.assignment as assignment_id, s.code as site, t.state, {_VISITOR} "
    f"from filing t join site s on s.id = t.site {_OF_AUDITOR}",
    "filing photo": f"select p.id as photo_id, t.id as filing_id, s.code as site, {_VISITOR} from filing_photo p "
    f"join filing t on t.id = p.filing join site s on s.id = t.site {_OF_AUDITOR}",
    "round": "select id as round_id, state from calibration_round",
    "upload": f"select t.sha256, {_VISITOR} from photo_upload t {_OF_AUDITOR}",
    "standard": "select key as standard_key from standard",
    "manual": "select key as manual_key from manual",
    "edition": "select m.key as manual_key, e.number, e.state from manual_edition e join manual m on m.id = e.manual",
    "site edition": "select m.key as manual_key, e.number, s.code as code, s.code as site, e.state "
    "from manual_edition e join manual m on m.id = e.manual cross join site s",
    "clause": "select key as manual_key, 'rings' as clause_key from manual",
    "picture": "select sha256 from manual_image",
    "sheet": _OF_SITE.format("sheet_id", "acknowledgement_sheet"),
    "course": "select key as course_key from course",
    "course version": "select c.key as course_key, v.number, v.state from course_version v "
    "join course c on c.id = v.course",
    "course file": "select c.key as course_key, v.number, f.id as file_id, v.state from course_file f "
    "join course_version v on v.id = f.version join course c on c.id = v.course",
    "requirement": "select id as requirement_id from course_requirement",
    "training session": "select t.id as session_id, coalesce(r.path, '') as state from training_session t "
    "left join region r on r.id = t.region",
    "enrolment": f"select t.id as enrolment_id, t.session as session_id, s.code as site, {_LEARNER} from enrolment t "
    f"join site s on s.id = t.site {_OF_PERSON}",
    "attempt": f"select t.id as attempt_id, s.code as site, {_LEARNER} from exam_attempt t "
    f"join site s on s.id = t.site {_OF_PERSON}",
    "record": f"select t.id as record_id, t.number, s.code as code, s.code as site, {_LEARNER} from training_record t "
    f"join site s on s.id = t.site {_OF_PERSON} "
    "where not exists (select from record_revocation v where v.record = t.id)",
    "training import": f"select f.id as file, {_OWNER} from import_file f join account c on c.id = f.account "
    "where f.kind = 'training_records'",
    "claim": _OF_SITE.format("claim_id", "certificate_claim"),
    "self-assessment": _OF_SITE.format(
        "assessment_id, case when t.handed_in_at is null then 'draft' else '' end as state", "self_assessment"
    ),
    "posting": _OF_SITE.format("posting_id", "ledger_posting"),
    "settlement": "select id as settlement_id from settlement",
    "notice": f"select t.id as notice_id, {_OWNER} from notice t join account c on c.id = t.account",
    "invitation": "select id as invitation_id, split_part(email, '@', 1) as state from invitation",
}
LINKS = tuple(Row("link", {"token": state}, state=state) for state in INVITATIONS)
_TOLD = ("site", "case", "owner", "state")
_CASES = {case.name: case for case in CASES}


async def places(root_url: str, asset: str) -> Places:
    """What is there now."""
    root = await asyncpg.connect(root_url)
    try:
        first = "select distinct on (s.code) s.code as key, t.id as value from {} t join site s on s.id = t.site"
        found = {
            "sites": "select code as key, id as value from site",
            "orders": first.format("repair_order") + " order by s.code, t.order_no",
            "returns": first.format("hq_return") + " order by s.code, t.return_no",
            "imports": "select split_part(a.email, '@', 1) as key, f.id as value from import_file f "
            "join account a on a.id = f.account where f.state = 'previewed'",
        }
        tables = {name: {row["key"]: row["value"] for row in await root.fetch(sql)} for name, sql in found.items()}
        metrics = [row["metric"] for row in await root.fetch("select distinct metric from metric_result order by 1")]
        rows = {kind: tuple(_row(kind, row) for row in await root.fetch(sql)) for kind, sql in ROWS.items()}
    finally:
        await root.close()
    return Places(**tables, rows=rows | {"link": LINKS}, metrics=tuple(metrics), asset=asset)


def _row(kind: str, found: asyncpg.Record) -> Row:
    return Row(
        kind,
        {name: str(value) for name, value in found.items() if name not in _TOLD},
        site=found.get("site", ""),
        case=_CASES[found["case"]] if "case" in found else None,
        owner=found.get("owner", ""),
        state=found.get("state", ""),
    )
