"""A person's own periods of leave."""

from datetime import date

from samtalerum.people.models import Leave


def test_a_person_adds_changes_and_removes_own_leave(client_for, cast):
    client = client_for(cast.ada)
    assert (
        client.post("/settings/leave/", {"starts": "2030-02-01", "ends": "2030-06-30"})["Location"]
        == "/settings/leave/"
    )
    row = Leave.objects.get(person=cast.ada)
    assert (row.starts, row.ends) == (date(2030, 2, 1), date(2030, 6, 30))
    page = client.get("/settings/leave/").content.decode()
    assert "1 February 2030 to 30 June 2030" in page
    assert f"/settings/leave/{row.pk}/" in page
    client.post(f"/settings/leave/{row.pk}/", {"starts": "2030-02-01", "ends": "2030-05-31"})
    row.refresh_from_db()
    assert row.ends == date(2030, 5, 31)
    client.post(f"/settings/leave/{row.pk}/remove/")
    assert not Leave.objects.exists()


def test_a_last_day_before_the_first_is_said_at_its_field_and_nothing_is_kept(client_for, cast):
    page = (
        client_for(cast.ada).post("/settings/leave/", {"starts": "2030-02-01", "ends": "2030-01-01"}).content.decode()
    )
    assert "The last day is before the first" in page
    assert 'value="2030-01-01"' in page
    assert not Leave.objects.exists()


def test_anothers_leave_is_not_there(client_for, cast):
    row = Leave.objects.create(person=cast.ben, starts=date(2030, 1, 1))
    client = client_for(cast.ada)
    assert str(row.pk) not in client.get("/settings/leave/").content.decode()
    for way in ("", "remove/"):
        assert client.post(f"/settings/leave/{row.pk}/{way}", {"starts": "2031-01-01"}).status_code == 404
    row.refresh_from_db()
    assert row.starts == date(2030, 1, 1)


def test_a_leave_that_goes_on_says_so(client_for, cast):
    Leave.objects.create(person=cast.ada, starts=date(2020, 1, 1))
    Leave.objects.create(person=cast.ada, starts=date(2019, 1, 1), ends=date(2019, 2, 1))
    page = client_for(cast.ada).get("/settings/leave/").content.decode()
    assert page.count("<br>Now</span>") == 1


def test_a_year_that_is_a_slip_is_said_at_its_field_and_nothing_is_kept(client_for, cast):
    for starts, ends in (("0026-09-01", ""), ("2030-02-01", "9999-12-31")):
        page = client_for(cast.ada).post("/settings/leave/", {"starts": starts, "ends": ends}).content.decode()
        assert "Check the year" in page
    assert not Leave.objects.exists()
