"""What a coach takes out, and what the desk reads of the evaluation."""

import csv
import io
from datetime import date, timedelta
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samtalerum.coaching import retention
from samtalerum.coaching.actions import closing, meeting
from samtalerum.coaching.models import Coach, EvaluationCount, LoggedHour
from samtalerum.coaching.visibility import coaches
from tests.cast import now
from tests.coached import Coaching

HOURS = reverse("coaching:hours")


def lines(coach: Coach, number: int = 1, *, client: int = 1, on: date = date(2027, 5, 20)) -> None:
    for _ in range(number):
        LoggedHour.objects.create(coach=coach, meeting=uuid4(), client=client, on=on, minutes=50, form="video")


def read_csv(client, name: str, query: str = "") -> list[list[str]]:
    answer = client.get(reverse("coaching:hours-file", args=[name]) + query)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_log_outlives_the_course_and_names_nobody(unit: Coaching, client_for):
    course = unit.course()
    held = meeting.agree(seat=unit.seat(course), when=meeting.When(now() - timedelta(hours=3)), at=now())
    meeting.say(seat=unit.seat(course), meeting=held, state="held", at=now())
    closing.close(seat=unit.seat(course), at=now())
    retention.run(at=now() + timedelta(days=200))
    signe = client_for(unit.signe.person)
    page = signe.get(HOURS).content.decode()
    assert "Hours in all: 1" in page
    assert f'<a href="{reverse("coaching:desk")}">' in page[page.index("<main") :]  # and a way back
    assert "Ada" not in page
    assert read_csv(signe, "meetings.csv")[1] == [
        "1",
        timezone.localtime(held.starts_at).date().isoformat(),
        "60",
        "In person",
    ]


def test_a_coach_reads_the_own_log_alone(unit: Coaching, client_for):
    lines(unit.signe, client=7)
    assert len(read_csv(client_for(unit.signe.person), "clients.csv")) == 2
    assert len(read_csv(client_for(unit.mikkel.person), "clients.csv")) == 1
    for somebody in (unit.kirsten, unit.ada, unit.cast.ben, unit.cast.hanne, unit.cast.ida):
        assert client_for(somebody).get(HOURS).status_code == 404


def test_it_is_added_up_by_client_in_the_columns_of_accreditation(unit: Coaching, client_for):
    lines(unit.signe, 2, client=2, on=date(2027, 5, 20))
    lines(unit.signe, 1, client=2, on=date(2027, 9, 1))
    lines(unit.signe, 1, client=1, on=date(2026, 1, 1))
    assert read_csv(client_for(unit.signe.person), "clients.csv") == [
        ["Client", "Individual or group", "Start date", "End date", "Meetings", "Hours"],
        ["1", "Individual", "2026-01-01", "2026-01-01", "1", "0.83"],
        ["2", "Individual", "2027-05-20", "2027-09-01", "3", "2.5"],
    ]


def test_the_period_is_chosen(unit: Coaching, client_for):
    lines(unit.signe, client=1, on=date(2026, 1, 1))
    lines(unit.signe, client=2, on=date(2027, 5, 20))
    signe = client_for(unit.signe.person)
    query = "?starts=2027-01-01&ends=2027-12-31"
    assert [row[0] for row in read_csv(signe, "meetings.csv", query)[1:]] == ["2"]
    page = signe.get(HOURS + query).content.decode()
    assert reverse("coaching:hours-file", args=["hours.xlsx"]) + query.replace("&", "&amp;") in page
    wrong = signe.get(HOURS + "?starts=2027-12-31&ends=2027-01-01").content.decode()
    assert "This day lies before the first one." in wrong


def test_whoever_has_coached_keeps_the_own_log(unit: Coaching, client_for):
    Coach.objects.filter(pk=unit.signe.pk).update(until=timezone.localdate() - timedelta(days=1))
    assert not coaches(timezone.localdate()).filter(pk=unit.signe.pk).exists()
    assert client_for(unit.signe.person).get(HOURS).status_code == 200


def test_no_other_file_is_there_and_the_spreadsheet_is_one(unit: Coaching, client_for):
    lines(unit.signe)
    signe = client_for(unit.signe.person)
    assert signe.get(reverse("coaching:hours-file", args=["people.csv"])).status_code == 404
    answer = signe.get(reverse("coaching:hours-file", args=["hours.xlsx"]))
    assert answer.content[:2] == b"PK"
    assert "spreadsheetml" in answer.headers["Content-Type"]


def test_the_log_asks_as_much_of_two_lines_as_of_forty(unit: Coaching, client_for):
    signe, figures = client_for(unit.signe.person), []
    signe.get(HOURS)
    for number in (2, 38):
        lines(unit.signe, number)
        with CaptureQueriesContext(connection) as asked:
            signe.get(HOURS)
        figures.append(len(asked))
    assert figures[0] == figures[1]


def test_the_desk_reads_rounded_sums_of_years_that_are_over_and_a_coach_reads_none(unit: Coaching, client_for):
    question = unit.course().edition.coaching.evaluation[0]
    year = timezone.localdate().year
    for when, count in ((year - 2, 19), (year - 1, 23), (year, 57)):
        EvaluationCount.objects.create(year=when, question=question.key, value=4, count=count)
    here = reverse("coaching:evaluation")
    page = client_for(unit.kirsten).get(here).content.decode()
    assert f'id="h-{year - 1}"' in page
    assert ">20<" in page
    assert "23" not in page.split("<main")[1].replace(f"{year}", "")
    assert f'id="h-{year}"' not in page
    assert f'id="h-{year - 2}"' not in page
    for somebody in (unit.signe.person, unit.ada, unit.cast.ben, unit.cast.hanne, unit.cast.ida):
        assert client_for(somebody).get(here).status_code == 404
