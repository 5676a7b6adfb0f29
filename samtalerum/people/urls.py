"""Addresses of the door, of a person's own settings, and of the administrators' pages."""

from django.urls import path

from samtalerum.people.views import demo, own, sign_in

app_name = "people"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("demo/", demo.demo, name="demo-sign-in"),
    path("demo/mail/", demo.mail, name="demo-mail"),
    path("settings/", own.own_settings, name="settings"),
    path("settings/merge/<uuid:merge>/", own.answer_merge, name="answer-merge"),
    path("settings/security/", own.security, name="security"),
    path("settings/security/end/<uuid:session>/", own.end_session, name="end-session"),
    path("settings/security/end-all/", own.end_all_sessions, name="end-all-sessions"),
]
