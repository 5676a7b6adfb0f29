"""Every address of Samtalerum. A pattern without a row in tests/matrix.py fails the suite."""

from django.urls import include, path

urlpatterns = [
    path("", include("config.health")),
    path("", include("samtalerum.web.urls")),
    path("", include("samtalerum.people.urls")),
    path("", include("samtalerum.network.urls")),
    path("", include("samtalerum.coaching.urls")),
    path("", include("samtalerum.dialogues.urls")),
    path("", include("samtalerum.home.urls")),
]

handler400 = "samtalerum.web.views.bad_request"
handler403 = "samtalerum.web.views.forbidden"
handler404 = "samtalerum.web.views.not_found"
handler500 = "samtalerum.web.views.server_error"
