"""The start pages."""

from django.urls import path

from samtalerum.home import views

app_name = "home"

urlpatterns = [
    path("", views.home, name="home"),
    path("poll/", views.poll, name="poll"),
    path("help/", views.help_page, name="help"),
    path("leading/", views.leading, name="leading"),
    path("for/", views.standing_in, name="standing-in"),
    path("for/<uuid:leader>/", views.led_for, name="led-for"),
]
