"""Addresses of the notices pages."""

from django.urls import path

from office.notices import views, views_editor, views_import, views_steps

urlpatterns = [
    path("", views.notices, name="notices"),
    path("new/", views_editor.new, name="notice-new"),
    path("preview/", views_editor.preview, name="notice-preview"),
    path("import/", views_import.import_page, name="notice-import"),
    path("documents/", views_editor.upload_document, name="document-upload"),
    path("pictures/", views_editor.upload_picture, name="picture-upload"),
    path("pictures/<str:sha256>/", views_editor.picture, name="picture"),
    path("videos/", views_editor.upload_video, name="video-upload"),
    path("<slug:code>/<int:number>/", views.version, name="notice"),
    path("<slug:code>/<int:number>/edit/", views_editor.edit, name="notice-edit"),
    path("<slug:code>/<int:number>/changes/", views.changes, name="notice-changes"),
    path("<slug:code>/<int:number>/revise/", views_steps.revise, name="notice-revise"),
    path("<slug:code>/<int:number>/review/", views_steps.review, name="notice-review"),
    path("<slug:code>/<int:number>/approve/", views_steps.approve, name="notice-approve"),
    path("<slug:code>/<int:number>/withdraw/", views_steps.withdraw, name="notice-withdraw"),
    path("<slug:code>/<int:number>/correct/", views_steps.begin_act, {"act": "correct"}, name="notice-correct"),
    path("<slug:code>/<int:number>/retract/", views_steps.begin_act, {"act": "retract"}, name="notice-retract"),
    path("<slug:code>/<int:number>/looks/", views_steps.see_looks, name="notice-looks"),
    path("<slug:code>/<int:number>/<str:step>/", views_steps.simple_step, name="notice-step"),
]
