"""The addresses of coaching that no conversation has. They say nothing of what they are about."""

from django.urls import path

from samtalerum.coaching.views import journal, own

app_name = "coaching"

urlpatterns = [
    path("dialogues/<uuid:dialogue>/notes/", journal.notes, name="notes"),
    path("dialogues/<uuid:dialogue>/map/", own.directions, name="map"),
    path("dialogues/<uuid:dialogue>/around/", own.around, name="around"),
]
