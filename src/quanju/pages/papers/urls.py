"""Addresses of papers. Those under `check` are open: whoever holds a paper may ask."""

from django.urls import path

from quanju.pages.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.papers, name="papers"),
    path("check", views.check, name="check"),
    path("check/<slug:number>", views.check_number, name="check_number"),
    path("copies/<int:copy>.pdf", views.take_copy, name="take_copy"),
    path("<slug:number>", views.paper, name="paper"),
    path("<slug:number>.pdf", views.take_paper, name="take_paper"),
    path("<slug:number>/copies", views.propose_copy, name="propose_copy"),
    path("<slug:number>/withdraw", views.withdraw_paper, name="withdraw_paper"),
]
