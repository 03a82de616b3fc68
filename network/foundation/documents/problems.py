"""What can be wrong with the form of any document, each with the place and words that say what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from network.foundation.errors import Invalid
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `path` names the place: `criteria[2].curve`; it is empty for the whole document."""

    path: str
    values: Mapping[str, object] = field(default_factory=dict)

    code: ClassVar[str]
    message: ClassVar[Text]

    def __str__(self) -> str:
        """In the reader's language (`network.foundation.i18n.current`)."""
        return str(self.message) % self.values


class Unreadable(Invalid):
    """The text has not the form of such a document at all; `problems` lists every place."""

    code = "document_unreadable"
    message = _("This is not such a document.")

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(fields={problem.path: str(problem) for problem in self.problems})


class NotYaml(Problem):
    code = "not_yaml"
    message = _("Line %(line)s cannot be read as YAML.")


class RepeatedField(Problem):
    code = "repeated_field"
    message = _("Line %(line)s names a field that was given before.")


class AliasRefused(Problem):
    code = "alias_refused"
    message = _("Line %(line)s refers to another place with *. Write the value out.")


class TooDeep(Problem):
    code = "too_deep"
    message = _("Line %(line)s is nested too deeply.")


class Missing(Problem):
    code = "missing"
    message = _("This is missing.")


class Unexpected(Problem):
    code = "unexpected"
    message = _("There is no such field. Remove it or correct its name.")


class NotWholeNumber(Problem):
    code = "not_whole_number"
    message = _("Write a whole number, without a decimal point or quotes.")


class NotNumber(Problem):
    code = "not_number"
    message = _("Write a number, such as 0.95.")


class NotText(Problem):
    code = "not_text"
    message = _("Write a text.")


class NotYesNo(Problem):
    code = "not_yes_no"
    message = _("Write true or false.")


class NotList(Problem):
    code = "not_list"
    message = _("Write a list.")


class NotFields(Problem):
    code = "not_fields"
    message = _("Write fields with their values here.")


class NotChoice(Problem):
    code = "not_choice"
    message = _("Write one of these: %(choices)s.")


class WrongForm(Problem):
    code = "wrong_form"
    message = _("This does not have the right form.")


class BadCode(Problem):
    code = "bad_code"
    message = _("“%(given)s” is not a code. Start with a small letter; use small letters, digits, - and _ only.")


class Blank(Problem):
    code = "blank"
    message = _("Write a text here; people will read it.")


class Repeated(Problem):
    code = "repeated"
    message = _("The code “%(given)s” is used more than once.")
