"""What the fields of a checklist are called, for forms, comparisons and workbooks."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# Of the document, as its parts have them.
FIELD_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "key": _("Key"),
        "kind": _("Kind of visit"),
        "title": _("Title"),
        "introduction": _("Introduction"),
        "persona": _("Role of the shopper"),
        "label": _("Wording"),
        "guidance": _("Guidance"),
        "most_not_applicable": _("Share of the points that may not apply"),
        "type": _("Type of answer"),
        "photo": _("Reference photo"),
        "points": _("Points"),
        "required": _("Must be answered"),
        "not_applicable": _("May not apply"),
        "critical": _("Critical"),
        "evidence": _("Evidence"),
        "when": _("Asked only when"),
        "standard": _("Standard"),
        "expected": _("Answer that earns the points"),
        "steps": _("Steps of the scale"),
        "choices": _("Answers to choose from"),
        "unit": _("Unit"),
        "best": _("All points at"),
        "worst": _("No points at"),
        "least": _("Least that can be"),
        "most": _("Most that can be"),
        "fails_below": _("Fails below this share"),
        "decoy": _("Decoy"),
    }
)

# Of a form or a row, where a text has a field for each language.
LINE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        **{name: label for name, label in FIELD_LABELS.items() if name not in ("title", "label", "guidance", "unit")},
        "title_en": _("Title in English"),
        "title_zh": _("Title in Chinese"),
        "introduction_en": _("Introduction in English"),
        "introduction_zh": _("Introduction in Chinese"),
        "persona_en": _("Role of the shopper in English"),
        "persona_zh": _("Role of the shopper in Chinese"),
        "label_en": _("Wording in English"),
        "label_zh": _("Wording in Chinese"),
        "guidance_en": _("Guidance in English"),
        "guidance_zh": _("Guidance in Chinese"),
        "unit_en": _("Unit in English"),
        "unit_zh": _("Unit in Chinese"),
        "effect": _("When it fails"),
        "cap": _("Cap, 0 to 99"),
        "section": _("Section"),
    }
)
