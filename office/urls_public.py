"""The public site: what a QR code opens. No staff page is reachable here."""

from django.urls import include, path

urlpatterns = [path("", include("office.opinions.urls_public"))]

handler404 = "office.opinions.views_public.not_found"
handler500 = "office.opinions.views_public.broken"
