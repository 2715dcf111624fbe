"""The home page, logging in and one's own account."""

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from office.people.access import needs


class Login(LoginView):
    """Somebody who is logged in already goes straight home."""

    redirect_authenticated_user = True


@needs()
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me."""
    return render(request, "people/home.html")


@needs()
def me(request: HttpRequest) -> HttpResponse:
    """My own account."""
    return render(request, "people/me.html")
