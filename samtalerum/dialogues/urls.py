"""Every address of a dialogue. Coaching will live under the same ones, so an address tells nobody what it is about."""

from django.urls import path

from samtalerum.dialogues.views import (
    about,
    access,
    after,
    course,
    following,
    preparing,
    room,
    saving,
    sharing,
    starting,
)

app_name = "dialogues"

urlpatterns = [
    path("about/", about.about, name="about"),
    path("access/", access.access, name="access"),
    path("steps/", following.my_steps, name="my-steps"),
    path("earlier/", following.earlier, name="earlier"),
    path("ask/", starting.ask, name="ask"),
    path("invite/", starting.invite, name="invite"),
    path("dialogues/<uuid:dialogue>/", course.show, name="show"),
    path("dialogues/<uuid:dialogue>/answer/", starting.answer, name="answer"),
    path("dialogues/<uuid:dialogue>/suggest/", starting.suggest, name="suggest"),
    path("dialogues/<uuid:dialogue>/ask-suggested/", starting.ask_suggested, name="ask-suggested"),
    path("dialogues/<uuid:dialogue>/take/<slug:step>/", course.take, name="take"),
    path("dialogues/<uuid:dialogue>/undo/", course.undo, name="undo"),
    path("dialogues/<uuid:dialogue>/date/", course.date, name="date"),
    path("dialogues/<uuid:dialogue>/poll/", course.poll, name="poll"),
    path("dialogues/<uuid:dialogue>/leave/", course.leave, name="leave"),
    path("dialogues/<uuid:dialogue>/prepare/", preparing.prepare, name="prepare"),
    path("dialogues/<uuid:dialogue>/prepare/print/", preparing.printed, name="prepare-print"),
    path("dialogues/<uuid:dialogue>/checklist/", preparing.checklist, name="checklist"),
    path("dialogues/<uuid:dialogue>/save/<str:item>/", saving.save, name="save"),
    path("dialogues/<uuid:dialogue>/save/<str:item>/<int:slot>/", saving.save, name="save-slot"),
    path("dialogues/<uuid:dialogue>/conflict/<str:item>/<int:slot>/", saving.conflict, name="conflict"),
    path("dialogues/<uuid:dialogue>/share/", sharing.share, name="share"),
    path("dialogues/<uuid:dialogue>/stop-sharing/", sharing.stop_sharing, name="stop-sharing"),
    path("dialogues/<uuid:dialogue>/as-seen/", sharing.as_seen, name="as-seen"),
    path("dialogues/<uuid:dialogue>/room/", room.room, name="room"),
    path("dialogues/<uuid:dialogue>/room/show/", room.show, name="room-show"),
    path("dialogues/<uuid:dialogue>/room/time/", room.time, name="room-time"),
    path("dialogues/<uuid:dialogue>/room/confirm/", room.confirm, name="room-confirm"),
    path("dialogues/<uuid:dialogue>/sheet/", room.sheet, name="sheet"),
    path("dialogues/<uuid:dialogue>/after/", after.after, name="after"),
    path("dialogues/<uuid:dialogue>/after/steps/", after.steps, name="steps"),
    path("dialogues/<uuid:dialogue>/after/add-step/", after.add_step, name="add-step"),
    path("dialogues/<uuid:dialogue>/after/ask/", after.follow_up, name="follow-up"),
    path("dialogues/<uuid:dialogue>/after/take-back/", after.take_back, name="take-back"),
    path("dialogues/<uuid:dialogue>/erase/", after.erase, name="erase"),
]
