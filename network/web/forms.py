"""Forms: what was typed becomes what a command takes, or is shown again with what is wrong."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from litestar.datastructures import FormMultiDict
from pydantic import BaseModel, ValidationError

from network.foundation.errors import Invalid, ServicemarkError
from network.web.validation import form_errors

Model = TypeVar("Model", bound=BaseModel)


def typed_values(form: FormMultiDict, names: Iterable[str]) -> dict[str, str]:
    """What was typed, by field; empty for one that is missing. A file is no text."""
    return {name: value if isinstance(value := form.get(name, ""), str) else "" for name in names}


def read_as(model: type[Model], values: Mapping[str, Any], refusal: type[Invalid]) -> Model:
    """The values as this model, numbers and dates from their texts. Raises `refusal` with the fields named."""
    try:
        return model.model_validate(values, strict=False)
    except ValidationError as error:
        wrong = form_errors(dict(each) for each in error.errors())
        raise refusal({name.partition(".")[0]: text for name, text in wrong.items()}) from error


def wrong_fields(refusal: ServicemarkError | None) -> dict[str, str]:
    """Field -> what is wrong with it; the empty name for what is wrong with none of them."""
    if refusal is None:
        return {}
    if isinstance(refusal, Invalid) and refusal.fields:
        return {name: str(text) for name, text in refusal.fields.items()}
    return {"": refusal.text()}


def summary(wrong: Mapping[str, str]) -> list[dict[str, str]]:
    """The `errors` of the macro `error_summary`."""
    return [{"field": name, "message": text} for name, text in wrong.items()]
