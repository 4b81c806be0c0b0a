"""The benchmarks load the functions with all that the program gives them."""

import pytest

from bench.functions import ENVIRONMENT, MODULES
from bench.measures.cold import CLIENTS
from tests.components.stacks import FUNCTIONS
from tests.components.test_functions import variables_of

NOT_LOADED = {"fraud-feedback"}


@pytest.mark.parametrize("function", sorted(set(FUNCTIONS) - NOT_LOADED))
def test_every_variable_of_a_function_has_a_value(function: str) -> None:
    assert variables_of(function, "dev").keys() <= ENVIRONMENT.keys()


def test_each_loaded_function_has_bare_calls_that_its_cold_start_is_measured_against() -> None:
    assert CLIENTS.keys() == MODULES.keys()
