"""Addresses of imports."""

from __future__ import annotations

from django.urls import URLPattern

from boji.imports import board_views, mapping_views, mending_views, people_views, views
from boji.platform.roles import Right
from boji.platform.routes import company_wide, page

_IMPORTERS = company_wide(Right.IMPORT)

urlpatterns: list[URLPattern] = [
    page("data/", views.imports, _IMPORTERS, "imports"),
    page("data/uploads/", views.upload_files, _IMPORTERS, "upload_files"),
    page("data/uploads/<int:number>/", views.upload, _IMPORTERS, "upload"),
    page("data/uploads/<int:number>/look/", views.look_again, _IMPORTERS, "look_again"),
    page("data/uploads/<int:number>/import/", views.import_upload, _IMPORTERS, "import_upload"),
    page("data/uploads/<int:number>/discard/", views.discard_upload, _IMPORTERS, "discard_upload"),
    page("data/uploads/<int:number>/<int:file>/discard/", views.discard_file, _IMPORTERS, "discard_file"),
    page("data/uploads/<int:number>/<int:file>/", mapping_views.map_file, _IMPORTERS, "map_file"),
    page(
        "data/completeness/",
        board_views.completeness,
        company_wide(Right.IMPORT, Right.CALCULATE),
        "completeness",
    ),
    page("data/people/", people_views.people, _IMPORTERS, "people"),
    page("data/formats/", mapping_views.own_formats, _IMPORTERS, "formats"),
    page("data/formats/<slug:name>/", mapping_views.own_format, _IMPORTERS, "own_format"),
    page("data/imports/<int:number>/", views.one_import, _IMPORTERS, "import"),
    page("data/imports/<int:number>/effect/", views.undo_effect, _IMPORTERS, "undo_effect"),
    page("data/imports/<int:number>/quarantine/", mending_views.quarantine_page, _IMPORTERS, "quarantine"),
    page(
        "data/imports/<int:number>/quarantine.xlsx",
        mending_views.quarantine_file,
        _IMPORTERS,
        "quarantine_file",
    ),
    page("data/imports/<int:number>/again/", views.import_again, _IMPORTERS, "import_again"),
]
