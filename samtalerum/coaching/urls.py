"""Addresses of asking and of the desk; and those of a course that no conversation has, which say nothing of what they
are about."""

from django.urls import path

from samtalerum.coaching.doors import while_on
from samtalerum.coaching.views import bridge, closing, course, desk, journal, meetings, own

app_name = "coaching"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/take/", desk.take, name="take-request"),
    path("dialogues/<uuid:dialogue>/notes/", while_on(journal.notes), name="notes"),
    path("dialogues/<uuid:dialogue>/map/", while_on(own.directions), name="map"),
    path("dialogues/<uuid:dialogue>/around/", while_on(own.around), name="around"),
    path("dialogues/<uuid:dialogue>/carry/", while_on(bridge.carry), name="carry"),
    path("dialogues/<uuid:dialogue>/meetings/", while_on(meetings.meetings), name="meetings"),
    path("dialogues/<uuid:dialogue>/meetings/<uuid:meeting>/", while_on(meetings.meeting), name="meeting"),
    path("dialogues/<uuid:dialogue>/pause/", while_on(course.pause), name="pause"),
    path("dialogues/<uuid:dialogue>/over/", while_on(closing.over), name="over"),
    path("dialogues/<uuid:dialogue>/over/answers/", while_on(closing.answers), name="answers"),
]
