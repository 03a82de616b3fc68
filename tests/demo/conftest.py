"""One demo network for all tests of this folder: making it takes seconds."""

import pytest

from network.demo.generator import generate
from network.demo.model import DemoNetwork


@pytest.fixture(scope="session")
def network() -> DemoNetwork:
    return generate()


@pytest.fixture(scope="session")
def one_quarter() -> DemoNetwork:
    return generate(5, "2026Q1", "2026Q1")
