from django.urls import path

from privacy.views import again, bringing, data, exports, handle, kept, law, leaving

app_name = "privacy"

urlpatterns = [
    path("kept/", kept.page, name="kept"),
    path("law/", law.pages, name="law"),
    path("law/record/", law.the_record, name="record"),
    path("law/<slug:slug>/", law.page, name="law_page"),
    path("law/<slug:slug>/edit/", law.edit, name="law_edit"),
    path("settings/data/", data.page, name="data"),
    path("settings/data/again/", again.page, name="again"),
    path("settings/data/copy/", exports.ask, name="ask"),
    path("settings/data/copy/<uuid:pk>/", exports.progress, name="progress"),
    path("settings/data/copy/<uuid:pk>/archive.zip", exports.download, name="download"),
    path("settings/data/copy/<uuid:pk>/removal/", exports.remove, name="remove"),
    path("settings/data/bring/", bringing.bring, name="bring"),
    path("settings/data/brought/", bringing.shelf, name="brought"),
    path("settings/data/brought/all-removal/", bringing.drop_all, name="drop_all_brought"),
    path("settings/data/brought/<int:pk>/beginning/", bringing.begin, name="begin_brought"),
    path("settings/data/brought/<int:pk>/removal/", bringing.drop, name="drop_brought"),
    path("settings/data/leaving/", leaving.page, name="leaving"),
    path("settings/data/leaving/asking/", leaving.ask, name="erase"),
    path("settings/data/leaving/stop/", leaving.stop, name="stop"),
    path("settings/data/handle/", handle.page, name="handle"),
    path("settings/data/without-your-name/", exports.masked, name="masked"),
]
