"""Addresses of the API: /api/v1, its document at openapi.json, its page at docs."""

from django.urls import path, re_path

from zhiqiao.api import errors
from zhiqiao.api.document import make_api
from zhiqiao.api.endpoints import (
    annuities,
    cases,
    classes,
    differences,
    disclosures,
    grades,
    house,
    imports,
    indicators,
    legal,
    matches,
    needs,
    patents,
    pool,
    samples,
)

api = make_api()
errors.install(api)
api.add_router("/patents", patents.router)
api.add_router("/indicators", indicators.router)
api.add_router("/patents", classes.patents_router)
api.add_router("/classes", classes.router)
api.add_router("/grades", grades.router)
api.add_router("/patents", legal.router)
api.add_router("/rubric", patents.rubric_router)
api.add_router("/needs", needs.needs_router)
api.add_router("/enterprises", needs.enterprises_router)
api.add_router("/match", matches.router)
api.add_router("/procedures", cases.router)
api.add_router("/disclosures", disclosures.router)
api.add_router("/annuities", annuities.router)
api.add_router("/differences", differences.router)
api.add_router("/pool", pool.router)
api.add_router("/procedures", samples.router)
api.add_router("/imports", imports.router)
api.add_router("", house.router)

urlpatterns = [path("", api.urls), re_path(r"^(?P<rest>.*)$", errors.unknown)]
