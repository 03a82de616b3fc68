"""The languages that sheets are drawn in."""

import pytest

from network.foundation.i18n import Language, language


@pytest.fixture(params=["en", "zh_CN"])
def reader(request: pytest.FixtureRequest) -> Language:
    """Each language in turn."""
    return language(request.param)
