"""Forms of applications: what was typed becomes what a command takes, or is shown again with what is wrong."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from litestar.datastructures import FormMultiDict
from pydantic import BaseModel, ValidationError

from network.foundation.errors import Invalid, ServicemarkError
from network.sites.errors.applications import BadApplication
from network.web.validation import field_errors

Model = TypeVar("Model", bound=BaseModel)
Typed = dict[str, Any]


def typed_values(form: FormMultiDict, names: Iterable[str], lists: Iterable[str] = ()) -> Typed:
    """What was typed, by field; of `lists` all that was chosen. A file is no text."""
    texts = {name: value if isinstance(value := form.get(name, ""), str) else "" for name in names}
    return texts | {name: [each for each in form.getall(name, []) if isinstance(each, str)] for name in lists}


def read_as(model: type[Model], values: Mapping[str, Any]) -> Model:
    """The values as this model, numbers and dates from their texts. BadApplication with the fields named."""
    try:
        return model.model_validate(values, strict=False)
    except ValidationError as error:
        wrong = field_errors(error.errors(include_input=False))
        raise BadApplication({name.partition(".")[0]: text for name, text in wrong.items()}) from error


def wrong_fields(refusal: ServicemarkError | None) -> dict[str, str]:
    """Field -> what is wrong with it; for anything that is wrong with no field, an empty name."""
    if refusal is None:
        return {}
    if isinstance(refusal, Invalid) and refusal.fields:
        return {name: str(text) for name, text in refusal.fields.items()}
    return {"": refusal.text()}


def summary(wrong: Mapping[str, str]) -> list[dict[str, str]]:
    """The `errors` of the macro `error_summary`."""
    return [{"field": name, "message": text} for name, text in wrong.items()]
