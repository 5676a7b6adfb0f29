"""The few addresses that belong to no subject."""

from django.urls import path

from samtalerum.web import views

app_name = "web"

urlpatterns = [
    path("language/", views.language, name="language"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("csrf/", views.csrf, name="csrf"),
]
