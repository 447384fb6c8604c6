"""The API keeps to its own description, whatever it is sent."""

import random
import re
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode

from tests.desk.api_calls import Caller, general_meeting
from zhibu.desk.api.root import api
from zhibu.party.models import Member, PartyGroup

IDENTITY = re.compile(r"[mo]_[a-z2-7]{26}")
ROLES = ("secretary", "officer", "stranger")
quietly = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


@pytest.fixture
def callers(here):
    return {role: Caller(getattr(here.accounts, role)) for role in ROLES}


@pytest.fixture
def rec(here, callers):
    told = callers["secretary"].post(
        f"/branches/{here.refining.uid}/meetings", general_meeting(here)
    )
    return told.json()["rec"]


@pytest.fixture
def on_one_connection(callers, rec):
    """Let the API's requests stay on the test's own connection, as Django's test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def places(here, rec):
    return {
        "branch": here.refining.uid,
        "organization": here.committee.uid,
        "rec": rec,
        "code": "C1",
    }


@pytest.fixture
def there(here):
    members, groups = Member.objects.order_by("name_key"), PartyGroup.objects.order_by("name")
    return {"m": [one.uid for one in members], "o": [one.uid for one in groups]}


schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
# Somebody is always signed in here; who is not is tested in test_api_doors.
schema.config.generation.with_security_parameters = False


@schema.parametrize()
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=quietly)
def test_every_operation_keeps_its_promises(case, callers, places, there, on_one_connection):
    chance = random.Random(repr((case.path_parameters, case.query, case.body)))
    at_home(case, chance, places=places, there=there)
    who = callers[chance.choice(ROLES)]
    case.call_and_validate(
        headers={"X-CSRFToken": who.token, "Accept-Encoding": "identity"},
        cookies={name: morsel.value for name, morsel in who.client.cookies.items()},
        excluded_checks=[schemathesis.checks.ignored_auth],
    )


def at_home(case, chance, *, places, there):
    """Let what is well-formed name what is there, for else nothing would be found."""
    mode = case.meta.components if case.meta else {}
    for name in case.path_parameters or {}:
        told = mode.get(schemathesis.specs.openapi.checks.ParameterLocation.PATH)
        if told is None or told.mode is GenerationMode.POSITIVE:
            case.path_parameters[name] = places[name]
    case.body = peopled(case.body, chance, there)


def peopled(told: Any, chance: random.Random, there: dict[str, list[str]]) -> Any:
    """Put members and groups that there are in the place of invented ones."""
    if isinstance(told, dict):
        return {name: peopled(value, chance, there) for name, value in told.items()}
    if isinstance(told, list):
        once = len({repr(value) for value in told}) == len(told)
        found = [peopled(value, chance, there) for value in told]
        return list({repr(value): value for value in found}.values()) if once else found
    if isinstance(told, str) and IDENTITY.fullmatch(told):
        return chance.choice(there[told[0]])
    return told


def test_every_operation_says_how_it_says_no():
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            assert {"400", "401", "403", "404", "409", "422"} <= set(told["responses"]), path
            assert told["security"] == [{"Session": []}], (method, path)


def test_no_two_answers_share_a_name():
    """Ninja keeps one schema for a name; a second of that name would silently take its place."""
    seen: dict[str, set[str]] = {}
    for bound in api._get_bound_routers():
        for view in bound.path_operations.values():
            for operation in view.operations:
                for model in [*operation.models, *operation.response_models.values()]:
                    told = model.model_json_schema(mode="serialization")
                    for name, schema_ in told.get("$defs", {}).items():
                        seen.setdefault(name, set()).add(repr(schema_))
    assert {name for name, told in seen.items() if len(told) > 1} == set()
