"""One's own network."""

from django.urls import path

from samtalerum.network import views

app_name = "network"

urlpatterns = [
    path("network/", views.contacts, name="contacts"),
    path("network/search/", views.search, name="search"),
    path("network/add/", views.add, name="add"),
    path("network/<uuid:contact>/", views.contact, name="contact"),
    path("network/<uuid:contact>/keep/", views.keep, name="keep"),
    path("network/<uuid:contact>/erase/", views.erase, name="erase"),
]
