"""Which rows are whose in the eyes of the database, and who acts in its roles."""

from collections.abc import Mapping

# Which rows are whose, in the words of the cells. `:account` is that of the role (`ACTING`), which reaches site 1 and
# region 1, where that site is.
_PUBLISHED = "run in (select id from scorecard_run where state = 'published')"
_RESULTS = {"own published": f"site = 1 and {_PUBLISHED}", "own": "site = 1", "published": _PUBLISHED}
_SITE = {"own": "site = 1"}
_ACCOUNT = {"own": "account = :account"}
_BY_RIGHT = {"own": "site = 1", "own by right": "site = 1", "all by right": "true"}
_MATTERS = "site = 0 and account = :account and action ~ '^(application|assessment|account|session|view)[.]'"
_ASSIGNED = "in (select application from assessment where assessor = :account)"
_OF_APPLICATION = {
    "own": "application in (select id from application where applicant = :account)",
    "own region's": "application in (select id from application where region = 1 and state <> 'draft')",
    "submitted": "application in (select id from application where state <> 'draft')",
    "own assigned": f"application {_ASSIGNED}",
}
_AUDITOR = "(select auditor from auditor_identity where account = :account)"
_VISIT = {"own": "site = 1", "own visits": f"filing in (select id from filing where auditor = {_AUDITOR})"}
_SIDES = {
    "own": "site = 1",
    "own site's": "site = 1 and side = 'site'",
    "own HQ's": "site = 1 and side = 'hq'",
    "HQ's": "side = 'hq'",
}
_CHALLENGED = "challenge in (select id from scorecard_challenge where state = 'open')"
_MYSELF = "person = (select id from person where account = :account)"
_PEOPLE = {"own": "site = 1", "own self": f"site = 1 and {_MYSELF}", "own handed in": "site = 1 and account = :account"}
_LEARNT = {"own": "site = 1", "own self": f"site = 1 and {_MYSELF}"}
_OPENED = "inspection in (select id from return_inspection where opened = 1)"
_MENTORS = "session in (select id from training_session where region = 1)"
KINDS: Mapping[str, Mapping[str, str]] = {
    "account": {"own": "id = :account"},
    "acknowledgement": _PEOPLE,
    "acknowledgement_reminder": _SITE,
    "acknowledgement_sheet": _SITE,
    "action_evidence": _SITE,
    "action_extension": _SITE,
    "action_reminder": _SITE,
    "action_step": _SIDES,
    "announced_visit": _SITE,
    "api_key": _SITE,
    "appeal_file": _SITE,
    "application": {
        "own": "applicant = :account",
        "own going on": "applicant = :account and state not in ('rejected', 'withdrawn', 'certified')",
        "own drafts": "applicant = :account and state = 'draft'",
        "own region's": "region = 1",
        "own region's submitted": "region = 1 and state <> 'draft'",
        "submitted": "state <> 'draft'",
        "own assigned": f"id {_ASSIGNED}",
    },
    "application_document": _OF_APPLICATION,
    "application_step": {
        **_OF_APPLICATION,
        "own steps": "by_applicant and account = :account and to_state in ('submitted', 'withdrawn')",
    },
    "assessment": {"own": "assessor = :account", "own region's": "region = 1"},
    "assessment_marks": {
        "own": "assessor = :account",
        "own closed": "assessor = :account and not open",
        "open": "open",
        "own region's open": "open and region = 1",
    },
    "assignment": {"own": "site = 1", "own visits": f"auditor = {_AUDITOR}"},
    "audit": _SITE,
    "audit_appeal": _SITE,
    "audit_message": _SIDES,
    "audit_photo": _SITE,
    "audit_programme": {"own region's": "region = 1"},
    "audit_revision": _SITE,
    "audit_source": _SITE,
    "auditor": {"own visits": f"id = {_AUDITOR}"},
    "auditor_conflict": {"own visits": f"auditor = {_AUDITOR}"},
    "calibration_answer": {"own visits": f"auditor = {_AUDITOR}"},
    "calibration_round": {"open": "state = 'open'"},
    "certificate": _BY_RIGHT,
    "challenge_file": {**_SITE, "own open": f"site = 1 and {_CHALLENGED}"},
    "certificate_claim": _SITE,
    "certificate_reminder": _SITE,
    "certification": _BY_RIGHT,
    "certification_change": {
        "own effective": "site = 1 and status = 'effective'",
        "effective": "status = 'effective'",
        "own": "site = 1",
        "own proposed": "site = 1 and proposed_by = :account",
        "own proposals": "proposed_by = :account",
        "own decisions": "decided_by = :account",
    },
    "certification_evidence": {
        **_BY_RIGHT,
        "own effective": "site = 1 and change in (select id from certification_change where status = 'effective')",
    },
    "checklist": {"published": "state <> 'draft'"},
    "complaint": {"own": "site = 1", "own owed": "site = 1 and answered_at is null"},
    "complaint_customer": _SITE,
    "complaint_step": _SIDES,
    "consequence_appeal": {"own": "site = 1", "own asked": "site = 1 and asked_by = :account and upheld is null"},
    "consequence_proposal": {
        "own": "site = 1",
        "own proposed": "site = 1 and proposed_by = :account and state = 'proposed'",
        "own proposals": "proposed_by = :account and state = 'proposed'",
    },
    "consequence_step": _SIDES,
    "corrective_action": _SITE,
    "course_file": {"published": "version in (select id from course_version where state = 'published')"},
    "course_version": {"published": "state <> 'draft'"},
    "criteria_set": {"published": "state = 'published'"},
    "criterion_result": _RESULTS,
    "desk_ticket": _SITE,
    "enrolment": _LEARNT,
    "exam_attempt": _LEARNT,
    "falsification_case": {
        "own": "site = 1",
        "own heard": "site = 1 and (state = 'open' and answered_at is null or state = 'confirmed')",
    },
    "falsification_step": _SIDES,
    "filing": {"own": "site = 1", "own visits": f"auditor = {_AUDITOR}"},
    "filing_message": {
        **_VISIT,
        "own shown": f"{_VISIT['own visits']} and visibility <> 'hq'",
        "own said": f"{_VISIT['own visits']} and visibility <> 'hq' and from_auditor",
    },
    "filing_photo": _VISIT,
    "filing_step": _VISIT,
    "filing_version": _VISIT,
    "finding": _SITE,
    "finding_contest": {"own": "site = 1", "own open": "site = 1 and state = 'open'", "open": "state = 'open'"},
    "hq_return": _SITE,
    "inspection_photo": {"own open": f"site = 1 and {_OPENED}", "open": _OPENED},
    "honour_consent": {"own": "site = 1", "own given": "site = 1 and by = :account"},
    "import_file": _ACCOUNT,
    "issued_document": _RESULTS,
    "known_device": _ACCOUNT,
    "ledger_entry": _SITE,
    "ledger_posting": {
        "own": "site = 1",
        "own posted": "site = 1 and posted_by = :account",
        "own postings": "posted_by = :account",
    },
    "manual_edition": {"approved": "state = 'approved'"},
    "metric_result": _RESULTS,
    "monthly_report": {
        "own": "site = 1",
        "own region's": "site = 1 and state <> 'draft'",
        "submitted": "state <> 'draft'",
    },
    "notice": _ACCOUNT,
    "operator": {"own": "id = (select operator from site where id = 1)"},
    "order_hold": _SITE,
    "order_template": _SITE,
    "overcharge_case": {"own": "site = 1", "own suspected": "site = 1 and state = 'suspected'"},
    "overcharge_step": _SIDES,
    "part_shipment": _SITE,
    "person": {
        "own": "id in (select person from staff_member where site = 1)",
        "own self": "account = :account",
    },
    "photo_upload": {
        "own": "id in (select upload from filing_photo where site = 1)",
        "own visits": f"auditor = {_AUDITOR}",
    },
    "plan_gap": _SITE,
    "precheck_list": {"published": "state <> 'draft'"},
    "record_reminder": _SITE,
    "record_revocation": {
        "own": "record in (select id from training_record where site = 1)",
        "own self": f"record in (select id from training_record where {_MYSELF})",
    },
    "repair_order": _SITE,
    "report_correction": {
        "own": "site = 1",
        "own site's": "site = 1 and side = 'site'",
        "own HQ's": "site = 1 and side = 'hq'",
        "HQ's": "side = 'hq'",
    },
    "report_due": _SITE,
    "report_receipt": _SITE,
    "report_reminder": _SITE,
    "return_inspection": {
        "own open": "site = 1 and opened = 1",
        "own open or waiting": "site = 1 and (opened = 1 or inspector is null)",
        "open or waiting": "opened = 1 or inspector is null",
        "own waiting": "site = 1 and inspector is null",
        "waiting": "inspector is null",
    },
    "return_precheck": _SITE,
    "return_shipment": _SITE,
    "review_flag": _SITE,
    "saved_view": _ACCOUNT,
    "scorecard": _RESULTS,
    "scorecard_challenge": {"own": "site = 1", "own open": "site = 1 and state = 'open'", "open": "state = 'open'"},
    "scorecard_circumstance": _RESULTS,
    "scorecard_difference": _RESULTS,
    "scorecard_preview": _SITE,
    "scorecard_release": _SITE,
    "scorecard_restatement": {"own": "proposed_by = :account"},
    "scorecard_run": {
        "published": "state = 'published'",
        "own published": "id in (select run from scorecard_release where site = 1)",
    },
    "self_assessment": {
        "own": "site = 1",
        "own handed in": "site = 1 and handed_in_at is not null",
        "own draft": "site = 1 and handed_in_at is null",
        "handed in": "handed_in_at is not null",
    },
    "call_back": _SITE,
    "hq_rating": {"own": "site = 1", "own rated": "site = 1 and rated_by = :account"},
    "survey_answer": _SITE,
    "survey_invitation": _SITE,
    "survey_poster": _SITE,
    "survey_void": _SITE,
    "session": _ACCOUNT,
    "settlement": {
        "own": "id in (select settlement from settlement_line where site = 1)",
        "own settlements": "made_by = :account",
    },
    "settlement_entry": _SITE,
    "settlement_line": _SITE,
    "site": {"own": "id = 1", "own region's": "region = 1"},
    "site_contact": _SITE,
    "site_document": _SITE,
    "session_mentor": {
        "own": "site = 1",
        "own region's": _MENTORS,
        "own and own region's": f"site = 1 or {_MENTORS}",
    },
    "site_equipment": _SITE,
    "site_history": _SITE,
    "site_price_list": _SITE,
    "site_proposal": _SITE,
    "staff_member": _LEARNT,
    "trail_event": {
        "own": "site = 1",
        "network's": "site = 0",
        "own matters": _MATTERS,
        "own and own matters": f"site = 1 or ({_MATTERS})",
    },
    "trail_head": _SITE,
    "training_record": {**_LEARNT, "own self exam": f"site = 1 and {_MYSELF} and source = 'exam'"},
    "training_session": {"own region's": "region = 1"},
}
# Never one row fewer or more than what the table has, whoever asks.
WHOLE = (
    "sample_draw",
    *("course", "course_requirement", "manual", "manual_image", "standard"),
    *("auditor_identity", "identity_look", "checklist_photo"),
    *("certificate_type", "city", "invitation", "login_throttle", "membership", "membership_region"),
    *(
        "membership_right",
        "membership_site",
        "migration",
        "price_line",
        "price_list",
        "product_line",
        "product_pattern",
        "region",
        "report_calendar",
        "scheme_draft",
        "scheme_version",
    ),
    *("print_batch", "print_item", "run_request"),
)
# Who acts in a role here.
ACTING = {
    "servicemark_gate": "alpha",
    "servicemark_site": "alpha",
    "servicemark_staff": "staff",
    "servicemark_region": "manager-east",
    "servicemark_field": "auditor-two",
    "servicemark_applicant": "rival",
    "servicemark_reader": "executive",
    "servicemark_hq": "manager",
    "servicemark_admin": "administrator",
    "servicemark_worker": "administrator",
}
RIGHTS = {"servicemark_region": '{"select": [1], "cancel": [1]}'}
EVERYWHERE = '{"select": null, "cancel": null}'
