"""Addresses of the pages."""

from django.urls import path

from zhiqiao.web.pages import account, cases, home, imports, match, needs, parties, patents, rubric, style

urlpatterns = [
    path("", home.show, name="home"),
    path("search/", home.search, name="search"),
    path("patents/", patents.browse, name="patents"),
    path("patents/<path:key>/", patents.show, name="patent"),
    path("needs/", needs.browse, name="needs"),
    path("needs/new/", needs.write, name="need-new"),
    path("needs/<int:pk>/", needs.show, name="need"),
    path("needs/<int:pk>/edit/", needs.write, name="need-edit"),
    path("needs/<int:pk>/close/", needs.close, name="need-close"),
    path("enterprises/<int:pk>/", needs.enterprise, name="enterprise"),
    path("match/", match.desk, name="desk"),
    path("match/need/<int:pk>/", match.for_need, name="match-need"),
    path("match/patent/<path:key>/", match.for_patent, name="match-patent"),
    path("import/", imports.browse, name="imports"),
    path("import/template/<str:what>/", imports.template, name="import-template"),
    path("import/<int:pk>/map/", imports.columns, name="import-map"),
    path("import/<int:pk>/check/", imports.check, name="import-check"),
    path("import/<int:pk>/start/", imports.start, name="import-start"),
    path("import/<int:pk>/", imports.show, name="import"),
    path("import/<int:pk>/progress/", imports.progress, name="import-progress"),
    path("import/<int:pk>/errors.xlsx", imports.errors, name="import-errors"),
    path("cases/<slug:name>/", cases.browse, name="cases"),
    path("cases/<slug:name>/coverage/", cases.coverage, name="coverage"),
    path("cases/<slug:name>/move/", cases.move_many, name="cases-move"),
    path("cases/<slug:name>/<int:pk>/", cases.show, name="case"),
    path("parties/doubts/", parties.doubts, name="doubts"),
    path("rubric/", rubric.show, name="rubric"),
    path("style/", style.show, name="style"),
    path("account/", account.show, name="account"),
    path("account/password/", account.ChangePassword.as_view(), name="password"),
    path("account/sign-in/", account.SignIn.as_view(), name="login"),
    path("account/sign-out/", account.SignOut.as_view(), name="logout"),
]
