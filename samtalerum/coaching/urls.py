"""Addresses of asking and of the desk; and those of a course that no conversation has, which say nothing of what they
are about."""

from django.urls import path

from samtalerum.coaching.views import (
    asking,
    bridge,
    closing,
    course,
    desk,
    handing_over,
    hours,
    journal,
    meetings,
    own,
    unit,
)

app_name = "coaching"

urlpatterns = [
    path("coaching/", asking.about, name="about"),
    path("coaching/ask/", asking.ask, name="ask"),
    path("desk/", desk.desk, name="desk"),
    path("desk/requests/<uuid:course>/", unit.request_, name="request"),
    path("desk/coaches/", unit.coaches, name="coaches"),
    path("desk/coaches/<uuid:coach>/", unit.change_coach, name="change-coach"),
    path("desk/coordinators/<uuid:coordinator>/stop/", unit.stop_coordinator, name="stop-coordinator"),
    path("desk/unit/", unit.words, name="unit"),
    path("desk/me/", unit.me, name="me"),
    path("administration/coaching/", unit.roles, name="roles"),
    path("administration/coaching/<uuid:coordinator>/end/", unit.end_role, name="end-role"),
    path("desk/take/", desk.take, name="take-request"),
    path("desk/hours/", hours.hours, name="hours"),
    path("desk/hours/<str:name>/", hours.hours_file, name="hours-file"),
    path("desk/evaluation/", hours.evaluation, name="evaluation"),
    path("dialogues/<uuid:dialogue>/lines/", asking.change, name="change"),
    path("dialogues/<uuid:dialogue>/notes/", journal.notes, name="notes"),
    path("dialogues/<uuid:dialogue>/map/", own.directions, name="map"),
    path("dialogues/<uuid:dialogue>/around/", own.around, name="around"),
    path("dialogues/<uuid:dialogue>/carry/", bridge.carry, name="carry"),
    path("dialogues/<uuid:dialogue>/meetings/", meetings.meetings, name="meetings"),
    path("dialogues/<uuid:dialogue>/meetings/<uuid:meeting>/", meetings.meeting, name="meeting"),
    path("dialogues/<uuid:dialogue>/pause/", course.pause, name="pause"),
    path("dialogues/<uuid:dialogue>/over/", closing.over, name="over"),
    path("dialogues/<uuid:dialogue>/over/answers/", closing.answers, name="answers"),
    path("dialogues/<uuid:dialogue>/another/", handing_over.another, name="another"),
]
