"""Addresses of the door, of a person's own settings, and of the administrators' pages."""

from django.urls import path, register_converter

from samtalerum.people.views import address, demo, factors, own, own_leave, proving, sign_in, take_along
from samtalerum.people.views.administration import belonging, holds, mail, people, units

register_converter(belonging.KindConverter, "kind")
app_name = "people"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-in/passkey/", proving.passkey_sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/question/", proving.passkey_options, name="passkey-options"),
    path("sign-in/second/", proving.second, name="second"),
    path("address/<str:token>/", address.object_to, name="object-to-address"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("demo/", demo.demo, name="demo-sign-in"),
    path("demo/mail/", demo.mail, name="demo-mail"),
    path("demo/mail/<uuid:mail>/", demo.one_mail, name="demo-one-mail"),
    path("settings/", own.own_settings, name="settings"),
    path("settings/mail-again/", own.mail_again, name="mail-again"),
    path("settings/merge/<uuid:merge>/", own.answer_merge, name="answer-merge"),
    path("settings/leave/", own_leave.leave, name="own-leave"),
    path("settings/leave/<uuid:leave>/", own_leave.change_leave, name="change-own-leave"),
    path("settings/leave/<uuid:leave>/remove/", own_leave.remove_leave, name="remove-own-leave"),
    path("settings/address/<uuid:change>/", address.answer, name="answer-address"),
    path("take-along/", take_along.take_along, name="take-along"),
    path("settings/security/", own.security, name="security"),
    path("settings/security/end/<uuid:session>/", own.end_session, name="end-session"),
    path("settings/security/end-all/", own.end_all_sessions, name="end-all-sessions"),
    path("settings/security/set-up/", proving.set_up, name="set-up"),
    path("settings/security/prove/", proving.prove, name="prove"),
    path("settings/security/passkeys/add/", factors.add_passkey, name="add-passkey"),
    path("settings/security/passkeys/question/", factors.new_passkey_options, name="new-passkey-options"),
    path("settings/security/passkeys/<uuid:passkey>/", factors.passkey, name="passkey"),
    path("settings/security/code-app/", factors.set_up_code_app, name="code-app"),
    path("settings/security/recovery-codes/", factors.recovery_codes, name="recovery-codes"),
    path("settings/security/demand/", factors.demand, name="demand"),
    path("administration/people/", people.people, name="people"),
    path("administration/people/add/", people.add_person, name="add-person"),
    path("administration/people/<uuid:person>/", people.person, name="person"),
    path("administration/people/<uuid:person>/address/", people.address, name="address"),
    path("administration/people/<uuid:person>/roles/", people.roles, name="roles"),
    path("administration/people/<uuid:person>/account/", people.account, name="account"),
    path("administration/people/<uuid:person>/leaving/", people.leaving, name="leaving"),
    path("administration/people/<uuid:person>/merge/", people.merge, name="merge"),
    path("administration/people/<uuid:person>/add/<kind:kind>/", belonging.add, name="add-span"),
    path("administration/address/<uuid:change>/", address.decide, name="decide-address"),
    path("administration/merge/<uuid:merge>/take-back/", people.take_back_merge, name="take-back-merge"),
    path("administration/<kind:kind>/<uuid:pk>/", belonging.change, name="change-span"),
    path("administration/<kind:kind>/<uuid:pk>/remove/", belonging.remove, name="remove-span"),
    path("administration/mail/", mail.mail, name="mail"),
    path("administration/holds/", holds.holds, name="holds"),
    path("administration/holds/<uuid:hold>/confirm/", holds.confirm, name="confirm-hold"),
    path("administration/holds/<uuid:hold>/end/", holds.end, name="end-hold"),
    path("administration/units/", units.units, name="units"),
    path("administration/units/add/", units.add_unit, name="add-unit"),
    path("administration/units/<uuid:unit>/", units.unit, name="unit"),
    path("administration/units/<uuid:unit>/end/", units.end_unit, name="end-unit"),
    path("administration/units/<uuid:unit>/leaders/add/", belonging.add_leader, name="add-leader"),
]
