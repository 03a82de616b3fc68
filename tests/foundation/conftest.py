from tests.repairs.conftest import store

__all__ = ["store"]
