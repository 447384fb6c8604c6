"""Whoever watches the server gets an honest answer without signing in."""

import pytest
from django.db import OperationalError, connection


def test_a_living_server_says_so_without_asking_the_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_a_server_with_a_database_is_ready(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_server_without_a_database_sends_visitors_elsewhere(client, monkeypatch):
    def gone(*_):
        raise OperationalError("gone")

    monkeypatch.setattr(type(connection._connections[connection._alias]), "cursor", gone)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert b"database does not answer" in answer.content


@pytest.mark.django_db
def test_nothing_can_be_sent_to_health(client):
    assert client.post("/healthz").status_code == 405
