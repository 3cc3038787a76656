"""Addresses of the entrances: pages, API, back office."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("zhiqiao.web.urls")),
    path("api/v1/", include("zhiqiao.api.urls")),
    path("backoffice/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
